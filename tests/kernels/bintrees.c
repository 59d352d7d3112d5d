/* Binary trees made and walked: as bintrees.py. */
#include <stdio.h>
#include <stdlib.h>

struct tree { struct tree *left, *right; };

static struct tree *make(int depth)
{
    struct tree *t = malloc(sizeof *t);
    t->left = depth == 0 ? NULL : make(depth - 1);
    t->right = depth == 0 ? NULL : make(depth - 1);
    return t;
}

static long check(struct tree *t)
{
    return t->left == NULL ? 1 : 1 + check(t->left) + check(t->right);
}

static void drop(struct tree *t)
{
    if (t->left != NULL) {
        drop(t->left);
        drop(t->right);
    }
    free(t);
}

int main(int argc, char **argv)
{
    int most = argc > 1 ? atoi(argv[1]) : 17;
    struct tree *t = make(most + 1);
    long total = check(t);
    drop(t);
    struct tree *kept = make(most);
    for (int depth = 4; depth <= most; depth += 2)
        for (long i = 0; i < 1L << (most - depth + 4); i++) {
            t = make(depth);
            total += check(t);
            drop(t);
        }
    printf("%ld\n", total + check(kept));
    drop(kept);
    return 0;
}
