"""syntax-rules: symbols that a template inserts are aliases, which keep the macro's own scope."""

from interpreters.scheme.model import (
    W_Alias,
    W_Pair,
    W_String,
    W_Symbol,
    W_Vector,
    from_list,
    to_list,
    w_nil,
)
from interpreters.scheme.printer import to_text
from interpreters.scheme.scope import Syntax, base_symbol, resolve, syntax_error


class Match(object):
    """What a pattern variable stands for: a form, or (under an ellipsis) several matches."""

    def __init__(self, w_form, several):
        self.w_form = w_form
        self.several = several


class Rule(object):
    def __init__(self, w_pattern, w_template):
        self.w_pattern = w_pattern
        self.w_template = w_template


class SyntaxRules(Syntax):
    """A macro."""

    def __init__(self, rules, literals, w_ellipsis, scope):
        self.rules = rules
        self.literals = literals
        self.w_ellipsis = w_ellipsis
        self.scope = scope  # where it was defined

    def transcribe(self, form, scope):
        """The form that the macro makes of a form."""
        assert isinstance(form, W_Pair)
        for rule in self.rules:
            w_pattern = rule.w_pattern
            assert isinstance(w_pattern, W_Pair)
            found = {}
            # What stands for the name of the macro in the pattern is not looked at.
            if self.match(w_pattern.cdr, form.cdr, scope, found):
                return self.instantiate(rule.w_template, found, {}, False)
        raise syntax_error("no rule of the macro fits", form)

    # ---- patterns

    def is_ellipsis(self, w_object):
        if not isinstance(w_object, W_Symbol):
            return False
        if self.w_ellipsis is not None:
            return w_object is self.w_ellipsis
        return base_symbol(w_object).name == "..." and not self.is_literal(w_object)

    def is_literal(self, w_symbol):
        for w_literal in self.literals:
            if w_literal is w_symbol:
                return True
        return False

    def match(self, w_pattern, w_form, scope, found):
        while isinstance(w_pattern, W_Pair):
            w_next = w_pattern.cdr
            if isinstance(w_next, W_Pair) and self.is_ellipsis(w_next.car):
                return self.match_several(w_pattern.car, w_next.cdr, w_form, scope, found)
            if not isinstance(w_form, W_Pair):
                return False
            if not self.match(w_pattern.car, w_form.car, scope, found):
                return False
            w_pattern = w_next
            w_form = w_form.cdr
        if isinstance(w_pattern, W_Symbol):
            if self.is_literal(w_pattern):
                if not isinstance(w_form, W_Symbol):
                    return False
                return resolve(w_form, scope) is resolve(w_pattern, self.scope)
            if base_symbol(w_pattern).name != "_":
                found[w_pattern] = Match(w_form, None)
            return True
        if isinstance(w_pattern, W_Vector):
            if not isinstance(w_form, W_Vector):
                return False
            return self.match(from_list(w_pattern.items), from_list(w_form.items), scope, found)
        if w_pattern is w_nil:
            return w_form is w_nil
        return same_datum(w_pattern, w_form)

    def match_several(self, w_repeated, w_after, w_form, scope, found):
        """An element with an ellipsis, and the pattern after it."""
        available = pair_count(w_form) - pair_count(w_after)
        if available < 0:
            return False
        matches = []
        for i in range(available):
            assert isinstance(w_form, W_Pair)
            one = {}
            if not self.match(w_repeated, w_form.car, scope, one):
                return False
            matches.append(one)
            w_form = w_form.cdr
        names = []
        self.pattern_names(w_repeated, names)
        for w_name in names:
            found[w_name] = Match(w_nil, [one[w_name] for one in matches])
        return self.match(w_after, w_form, scope, found)

    def pattern_names(self, w_pattern, names):
        """The variables of a pattern."""
        if isinstance(w_pattern, W_Pair):
            self.pattern_names(w_pattern.car, names)
            self.pattern_names(w_pattern.cdr, names)
        elif isinstance(w_pattern, W_Vector):
            for w_item in w_pattern.items:
                self.pattern_names(w_item, names)
        elif isinstance(w_pattern, W_Symbol):
            if self.is_literal(w_pattern) or self.is_ellipsis(w_pattern):
                return
            if base_symbol(w_pattern).name != "_":
                names.append(w_pattern)

    # ---- templates

    def instantiate(self, w_template, found, renamed, escaped):
        """The template with its variables replaced; escaped: ellipses are symbols."""
        if isinstance(w_template, W_Symbol):
            match = found.get(w_template, None)
            if match is not None:
                return match.w_form
            w_alias = renamed.get(w_template, None)
            if w_alias is None:
                w_alias = W_Alias(w_template, self.scope)
                renamed[w_template] = w_alias
            return w_alias
        if isinstance(w_template, W_Pair):
            w_next = w_template.cdr
            if not escaped and self.is_ellipsis(w_template.car) and isinstance(w_next, W_Pair):
                return self.instantiate(w_next.car, found, renamed, True)
            if not escaped and isinstance(w_next, W_Pair) and self.is_ellipsis(w_next.car):
                depth = 1
                w_rest = w_next.cdr
                while isinstance(w_rest, W_Pair) and self.is_ellipsis(w_rest.car):
                    depth += 1
                    w_rest = w_rest.cdr
                items = self.repeat(w_template.car, found, renamed, depth)
                return from_list(items, self.instantiate(w_rest, found, renamed, escaped))
            return W_Pair(
                self.instantiate(w_template.car, found, renamed, escaped),
                self.instantiate(w_next, found, renamed, escaped),
            )
        if isinstance(w_template, W_Vector):
            w_items = self.instantiate(from_list(w_template.items), found, renamed, escaped)
            return W_Vector(to_list(w_items)[:])
        return w_template

    def repeat(self, w_template, found, renamed, depth):
        """What a template with ellipses gives."""
        names = []
        self.pattern_names(w_template, names)
        count = -1
        driving = []
        for w_name in names:
            match = found.get(w_name, None)
            if match is not None and match.several is not None:
                driving.append(w_name)
                if count < len(match.several):
                    count = len(match.several)
        if count < 0:
            return []
        result = []
        for i in range(count):
            inner = found.copy()
            complete = True
            for w_name in driving:
                several = found[w_name].several
                if i < len(several):
                    inner[w_name] = several[i]
                else:
                    complete = False
            if not complete:
                break
            if depth > 1:
                result.extend(self.repeat(w_template, inner, renamed, depth - 1))
            else:
                result.append(self.instantiate(w_template, inner, renamed, False))
        return result


def pair_count(w_list):
    count = 0
    while isinstance(w_list, W_Pair):
        count += 1
        w_list = w_list.cdr
    return count


def same_datum(w_a, w_b):
    """Are two constants of a pattern and a form the same?"""
    if isinstance(w_a, W_String) != isinstance(w_b, W_String):
        return False
    return to_text(w_a, True) == to_text(w_b, True)


def make_macro(w_rules, scope):
    """The macro of a (syntax-rules ...) form."""
    parts = to_list(w_rules, "syntax-rules")
    from_part = 1
    w_ellipsis = None
    if len(parts) > 1:
        w_second = parts[1]
        if isinstance(w_second, W_Symbol):
            w_ellipsis = w_second
            from_part = 2
    if len(parts) <= from_part:
        raise syntax_error("wrong syntax-rules", w_rules)
    literals = []
    for w_literal in to_list(parts[from_part], "syntax-rules"):
        assert isinstance(w_literal, W_Symbol)
        literals.append(w_literal)
    rules = []
    for i in range(from_part + 1, len(parts)):
        rule = to_list(parts[i], "syntax-rules")
        if len(rule) != 2 or not isinstance(rule[0], W_Pair):
            raise syntax_error("wrong rule", parts[i])
        rules.append(Rule(rule[0], rule[1]))
    return SyntaxRules(rules, literals, w_ellipsis, scope)
