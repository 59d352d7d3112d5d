/* Words of a text counted in a hash table: as wordcount.py. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry { char *word; size_t length, hash; long count; };
struct table { struct entry *entries; size_t mask, used; };

static size_t hash_of(const char *s, size_t n)
{
    size_t h = 14695981039346656037u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 1099511628211u;
    return h;
}

static struct entry *slot(struct table *t, const char *s, size_t n, size_t h)
{
    for (size_t i = h & t->mask;; i = (i + 1) & t->mask) {
        struct entry *e = &t->entries[i];
        if (e->word == NULL || (e->hash == h && e->length == n && memcmp(e->word, s, n) == 0))
            return e;
    }
}

static void grow(struct table *t)
{
    struct table new = { NULL, t->mask * 2 + 1, t->used };
    new.entries = calloc(new.mask + 1, sizeof *new.entries);
    for (size_t i = 0; i <= t->mask; i++)
        if (t->entries[i].word != NULL)
            *slot(&new, t->entries[i].word, t->entries[i].length, t->entries[i].hash) = t->entries[i];
    free(t->entries);
    *t = new;
}

static void add(struct table *t, const char *s, size_t n)
{
    size_t h = hash_of(s, n);
    struct entry *e = slot(t, s, n, h);
    if (e->word != NULL) {
        e->count++;
        return;
    }
    e->word = malloc(n);
    memcpy(e->word, s, n);
    e->length = n;
    e->hash = h;
    e->count = 1;
    if (++t->used * 3 > t->mask * 2)
        grow(t);
}

static char *text(long n, size_t *length)
{
    size_t used = 0, room = 1024;
    char *data = malloc(room);
    long seed = 7;
    for (long i = 0; i < n; i++) {
        if (used + 16 > room)
            data = realloc(data, room *= 2);
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF;
        long word = (seed >> 8) % 5000;
        word = word * word / 5000;
        do {
            data[used++] = 'a' + word % 26;
            word /= 26;
        } while (word != 0);
        data[used++] = ' ';
    }
    *length = used;
    return data;
}

int main(int argc, char **argv)
{
    size_t length;
    char *data = text(argc > 1 ? atol(argv[1]) : 500000, &length);
    long total = 0;
    for (int round = 0; round < 12; round++) {
        struct table t = { calloc(16, sizeof(struct entry)), 15, 0 };
        size_t start = 0;
        for (size_t i = 0; i < length; i++)
            if (data[i] == ' ') {
                add(&t, data + start, i - start);
                start = i + 1;
            }
        long most = 0;
        for (size_t i = 0; i <= t.mask; i++) {
            if (t.entries[i].word != NULL && t.entries[i].count > most)
                most = t.entries[i].count;
            free(t.entries[i].word);
        }
        total += most * 10000 + (long)t.used;
        free(t.entries);
    }
    printf("%ld\n", total);
    free(data);
    return 0;
}
