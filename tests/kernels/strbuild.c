/* Strings put together, cut and joined: as strbuild.py. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct string { size_t length; char data[]; };

static struct string *make(const char *data, size_t n)
{
    struct string *s = malloc(sizeof *s + n + 1);
    s->length = n;
    memcpy(s->data, data, n);
    s->data[n] = 0;
    return s;
}

static struct string *number(long n)
{
    char buffer[24];
    char *p = buffer + sizeof buffer;
    unsigned long u = n < 0 ? -(unsigned long)n : (unsigned long)n;
    do
        *--p = '0' + u % 10;
    while ((u /= 10) != 0);
    if (n < 0)
        *--p = '-';
    return make(p, buffer + sizeof buffer - p);
}

/* Name, '=', value, ';' in one string. */
static struct string *line(struct string *name, struct string *value)
{
    struct string *s = malloc(sizeof *s + name->length + value->length + 3);
    s->length = name->length + value->length + 2;
    char *p = s->data;
    memcpy(p, name->data, name->length);
    p += name->length;
    *p++ = '=';
    memcpy(p, value->data, value->length);
    p += value->length;
    *p++ = ';';
    *p = 0;
    return s;
}

static struct string *render(long n)
{
    struct string **lines = NULL;
    size_t used = 0, room = 0, total = 0;
    for (long i = 0; i < n; i++) {
        struct string *digits = number(i % 1000), *value = number(i * 7);
        struct string *name = malloc(sizeof *name + digits->length + 5);
        name->length = digits->length + 4;
        memcpy(name->data, "item", 4);
        memcpy(name->data + 4, digits->data, digits->length + 1);
        struct string *s = line(name, value);
        free(digits), free(value), free(name);
        if (used == room)
            lines = realloc(lines, (room = room * 2 + 16) * sizeof *lines);
        lines[used++] = s;
        total += s->length;
    }
    struct string *all = malloc(sizeof *all + total + 1);
    all->length = total;
    char *p = all->data;
    for (size_t i = 0; i < used; i++) {
        memcpy(p, lines[i]->data, lines[i]->length);
        p += lines[i]->length;
        free(lines[i]);
    }
    *p = 0;
    free(lines);
    return all;
}

static long checksum(struct string *s)
{
    long h = 0;
    for (size_t i = 0; i < s->length; i++)
        h = (h * 31 + (unsigned char)s->data[i]) & 0xFFFFFFF;
    return h;
}

int main(int argc, char **argv)
{
    long n = argc > 1 ? atol(argv[1]) : 200000, total = 0;
    for (int round = 0; round < 20; round++) {
        struct string *s = render(n);
        total += checksum(s);
        long fields = 0;
        for (char *pos = s->data, *end; (end = strchr(pos, ';')) != NULL; pos = end + 1) {
            struct string *field = make(pos, end - pos);
            if (strncmp(field->data, "item99", 6) == 0)
                fields += field->length;
            free(field);
        }
        total += fields;
        free(s);
    }
    printf("%ld\n", total);
    return 0;
}
