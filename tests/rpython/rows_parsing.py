"""Rows of the language table: parsers made from grammars."""

from rpython.rlib.parsing.deterministic import LexerError
from rpython.rlib.parsing.ebnfparse import make_parse_function, parse_ebnf
from rpython.rlib.parsing.parsing import ParseError
from rpython.rlib.parsing.tree import Nonterminal, RPythonVisitor

# run: '1+2*(3+4)*2' 'f(1, [a], "x\\n") ; g()'
# run: '7' 'f(' '1+' '1 $'
# run: '2*3+' '[[]; x' ''

GRAMMAR = r"""
    IGNORE: " |\n";
    DECIMAL: "0|[1-9][0-9]*";
    sum: product ["+"] sum | <product>;
    product: primary ["*"] product | <primary>;
    primary: "(" <sum> ")" | <DECIMAL>;
"""
CALLS = r"""
    IGNORE: "[ \t\n]+|//[^\n]*";
    NAME: "[a-zA-Z_]\w*";
    NUMBER: "-?\d+(\.\d{1,2})?";
    STRING: "\"([^\\\"]|\\.)*\"";
    file: (>statement< [";"])* statement?;
    statement: call | <list>;
    call: NAME ["("] arguments? [")"];
    arguments: value ([","] value)*;
    list: "[" (value [","])* value? "]";
    value: <call> | <list> | <NAME> | <NUMBER> | <STRING>;
"""
regexs, rules, ToAST = parse_ebnf(GRAMMAR)
parse = make_parse_function(regexs, rules, eof=True)
call_regexs, call_rules, CallsToAST = parse_ebnf(CALLS)
parse_calls = make_parse_function(call_regexs, call_rules, eof=True)


class Evaluate(RPythonVisitor):
    def visit_sum(self, node):
        return node.children[0].visit(self) + node.children[1].visit(self)

    def visit_product(self, node):
        return node.children[0].visit(self) * node.children[1].visit(self)

    def visit_DECIMAL(self, node):
        return int(node.additional_info)


class Show(RPythonVisitor):
    def general_visit(self, node):
        if isinstance(node, Nonterminal):
            return "%s(%s)" % (node.symbol, " ".join([one.visit(self) for one in node.children]))
        return node.additional_info


# row: lib.parsing
def evaluate(text):
    try:
        tree = ToAST().transform(parse(text))
    except ParseError as e:
        print(e.nice_error_message("text", text))
        return
    except LexerError as e:
        print(e.nice_error_message("text"))
        return
    print(Evaluate().dispatch(tree))


def show(text):
    try:
        tree = CallsToAST().transform(parse_calls(text))
    except ParseError as e:
        print(e.source_pos.lineno, e.source_pos.columnno, len(e.errorinformation.expected) > 0)
        return
    except LexerError as e:
        print(e.source_pos.columnno)
        return
    print(Show().dispatch(tree))


def entry_point(argv):
    for text in argv[1:]:
        evaluate(text)
        show(text)
    return 0


def target(driver, args):
    return entry_point, None
