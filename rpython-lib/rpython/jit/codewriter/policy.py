"""Which functions the JIT looks into."""


class JitPolicy(object):
    """The usual policy: into everything that no decorator excludes. Targets may subclass it."""

    def __init__(self, jithookiface=None):
        self.unsafe_loopy_graphs = set()
        self.supports_floats = False
        self.supports_longlong = False
        self.supports_singlefloats = False
        self.jithookiface = jithookiface

    def set_supports_floats(self, flag):
        self.supports_floats = flag

    def set_supports_longlong(self, flag):
        self.supports_longlong = flag

    def set_supports_singlefloats(self, flag):
        self.supports_singlefloats = flag

    def look_inside_function(self, func):
        """May the JIT look into a function that has no decorator?"""
        return True

    def look_inside_graph(self, graph):
        """May the JIT look into a graph?"""
        func = getattr(graph, "func", None)
        if func is None:
            return True
        decided = getattr(func, "_jit_look_inside_", None)
        if decided is not None:
            return decided
        return self.look_inside_function(func)


class StopAtXPolicy(JitPolicy):
    """Looks into everything but certain functions."""

    def __init__(self, *funcs):
        JitPolicy.__init__(self)
        self.funcs = funcs

    def look_inside_function(self, func):
        return func not in self.funcs
