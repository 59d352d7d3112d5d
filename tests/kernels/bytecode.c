/* A small stack machine: as bytecode.py. */
#include <stdio.h>
#include <stdlib.h>

enum { PUSH, ADD, SUB, DUP, SWAP, JUMP_IF, LOAD, STORE, MUL, MASK, HALT };

struct machine {
    const unsigned char *code;
    long *stack, *slots, depth;
};

static void push(struct machine *m, long x)
{
    m->stack[m->depth++] = x;
}

static long pop(struct machine *m)
{
    return m->stack[--m->depth];
}

static long run(struct machine *m)
{
    const unsigned char *code = m->code;
    long pc = 0;
    for (;;) {
        long op = code[pc], arg = code[pc + 1], x, y;
        pc += 2;
        switch (op) {
        case PUSH: push(m, arg); break;
        case ADD: y = pop(m), x = pop(m); push(m, x + y); break;
        case SUB: y = pop(m), x = pop(m); push(m, x - y); break;
        case MUL: y = pop(m), x = pop(m); push(m, x * y); break;
        case DUP: x = pop(m); push(m, x); push(m, x); break;
        case SWAP: x = pop(m), y = pop(m); push(m, x); push(m, y); break;
        case LOAD: push(m, m->slots[arg]); break;
        case STORE: m->slots[arg] = pop(m); break;
        case MASK: push(m, pop(m) & 0xFFFFFF); break;
        case JUMP_IF:
            if (pop(m) != 0)
                pc = arg;
            break;
        default: return m->slots[1];
        }
    }
}

int main(int argc, char **argv)
{
    static const unsigned char code[] = {
        LOAD, 1, PUSH, 3, MUL, 0, LOAD, 0, SWAP, 0, ADD, 0, MASK, 0, STORE, 1,
        LOAD, 0, PUSH, 1, SUB, 0, DUP, 0, STORE, 0, JUMP_IF, 0, HALT, 0,
    };
    struct machine m = { code, calloc(32, sizeof(long)), calloc(8, sizeof(long)), 0 };
    m.slots[0] = argc > 1 ? atol(argv[1]) : 20000000;
    printf("%ld\n", run(&m));
    return 0;
}
