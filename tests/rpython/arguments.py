"""The command line: options, values, a usage message, exit codes."""

# run: -v --size=12 in.txt out.txt
# run: --help
# run: --size=abc x
# run: -q -v -- -x
# run: --unknown
# run:


class UsageError(Exception):
    def __init__(self, message):
        self.message = message


class Options(object):
    def __init__(self):
        self.verbose = 0
        self.quiet = False
        self.size = 10
        self.help = False
        self.files = []


def parse(args):
    options = Options()
    i = 0
    while i < len(args):
        arg = args[i]
        i += 1
        if arg == "--":
            options.files.extend(args[i:])
            break
        elif arg.startswith("--"):
            eq = arg.find("=")
            if eq >= 0:
                name = arg[2:eq]
                value = arg[eq + 1 :]
            else:
                name = arg[2:]
                value = ""
            if name == "help":
                options.help = True
            elif name == "size":
                try:
                    options.size = int(value)
                except ValueError:
                    raise UsageError("not a number: '%s'" % value)
            else:
                raise UsageError("unknown option --" + name)
        elif arg.startswith("-") and len(arg) > 1:
            for c in arg[1:]:
                if c == "v":
                    options.verbose += 1
                elif c == "q":
                    options.quiet = True
                else:
                    raise UsageError("unknown option -" + c)
        else:
            options.files.append(arg)
    return options


def entry_point(argv):
    print(argv[0].endswith("arguments") or len(argv[0]) > 0, len(argv))
    try:
        options = parse(argv[1:])
    except UsageError as e:
        print("usage error:", e.message)
        return 2
    if options.help:
        print("usage: arguments [-v] [-q] [--size=N] FILE...")
        return 0
    if not options.files:
        print("no files")
        return 3
    print(options.verbose, options.quiet, options.size, ", ".join(options.files))
    return 100 + len(options.files)


def target(driver, args):
    return entry_point, None
