/* A simulated operating system's scheduler: as richards.py. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum { IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B, TASKS };
enum { KIND_DEVICE, KIND_WORK };
enum { RUNNABLE = 1, SUSPENDED = 2, HELD = 4 };

struct packet {
    struct packet *link;
    long ident, kind, datum;
    long data[4];
};

struct task {
    struct task *(*step)(struct task *, struct packet *);
    struct scheduler *scheduler;
    struct task *link;
    struct packet *queue;
    long ident, priority, state;
    union {
        struct { long seed, count; } idle;
        struct { long destination, letter; } worker;
        struct { struct packet *work, *device; } handler;
        struct { struct packet *pending; } device;
    } u;
};

struct scheduler {
    struct task *tasks, *current, *table[TASKS];
    long queued, held;
};

static struct packet *append(struct packet *p, struct packet *queue)
{
    p->link = NULL;
    if (queue == NULL)
        return p;
    struct packet *at = queue;
    while (at->link != NULL)
        at = at->link;
    at->link = p;
    return queue;
}

static struct task *hold_current(struct scheduler *s)
{
    s->held++;
    s->current->state |= HELD;
    return s->current->link;
}

static struct task *suspend_current(struct scheduler *s)
{
    s->current->state |= SUSPENDED;
    return s->current;
}

static struct task *release(struct scheduler *s, long ident)
{
    struct task *t = s->table[ident];
    t->state &= ~HELD;
    return t->priority > s->current->priority ? t : s->current;
}

static struct task *queue_packet(struct scheduler *s, struct packet *p)
{
    struct task *t = s->table[p->ident];
    s->queued++;
    p->link = NULL;
    p->ident = s->current->ident;
    if (t->queue != NULL) {
        t->queue = append(p, t->queue);
        return s->current;
    }
    t->queue = p;
    t->state |= RUNNABLE;
    return t->priority > s->current->priority ? t : s->current;
}

static struct task *idle_step(struct task *t, struct packet *p)
{
    (void)p;
    if (--t->u.idle.count == 0)
        return hold_current(t->scheduler);
    if ((t->u.idle.seed & 1) == 0) {
        t->u.idle.seed >>= 1;
        return release(t->scheduler, DEVICE_A);
    }
    t->u.idle.seed = (t->u.idle.seed >> 1) ^ 0xD008;
    return release(t->scheduler, DEVICE_B);
}

static struct task *worker_step(struct task *t, struct packet *p)
{
    if (p == NULL)
        return suspend_current(t->scheduler);
    t->u.worker.destination = t->u.worker.destination == HANDLER_A ? HANDLER_B : HANDLER_A;
    p->ident = t->u.worker.destination;
    p->datum = 0;
    for (int i = 0; i < 4; i++) {
        if (++t->u.worker.letter > 26)
            t->u.worker.letter = 1;
        p->data[i] = 64 + t->u.worker.letter;
    }
    return queue_packet(t->scheduler, p);
}

static struct task *handler_step(struct task *t, struct packet *p)
{
    if (p != NULL) {
        if (p->kind == KIND_WORK)
            t->u.handler.work = append(p, t->u.handler.work);
        else
            t->u.handler.device = append(p, t->u.handler.device);
    }
    struct packet *work = t->u.handler.work;
    if (work != NULL) {
        long count = work->datum;
        if (count >= 4) {
            t->u.handler.work = work->link;
            return queue_packet(t->scheduler, work);
        }
        struct packet *device = t->u.handler.device;
        if (device != NULL) {
            t->u.handler.device = device->link;
            device->datum = work->data[count];
            work->datum = count + 1;
            return queue_packet(t->scheduler, device);
        }
    }
    return suspend_current(t->scheduler);
}

static struct task *device_step(struct task *t, struct packet *p)
{
    if (p == NULL) {
        struct packet *pending = t->u.device.pending;
        if (pending == NULL)
            return suspend_current(t->scheduler);
        t->u.device.pending = NULL;
        return queue_packet(t->scheduler, pending);
    }
    t->u.device.pending = p;
    return hold_current(t->scheduler);
}

static struct task *run(struct task *t)
{
    struct packet *p = NULL;
    if (t->state == (SUSPENDED | RUNNABLE)) {
        p = t->queue;
        t->queue = p->link;
        t->state = t->queue == NULL ? 0 : RUNNABLE;
    }
    return t->step(t, p);
}

static void schedule(struct scheduler *s)
{
    struct task *t = s->tasks;
    while (t != NULL) {
        s->current = t;
        if ((t->state & HELD) != 0 || t->state == SUSPENDED)
            t = t->link;
        else
            t = run(t);
    }
}

static struct task *task(struct scheduler *s, long ident, long priority, struct packet *queue, long state,
                         struct task *(*step)(struct task *, struct packet *))
{
    struct task *t = calloc(1, sizeof *t);
    *t = (struct task){ .step = step, .scheduler = s, .link = s->tasks, .queue = queue,
                        .ident = ident, .priority = priority, .state = state };
    s->tasks = s->table[ident] = t;
    return t;
}

static struct packet *packets(int n, long ident, long kind)
{
    struct packet *queue = NULL;
    while (n-- > 0) {
        struct packet *p = calloc(1, sizeof *p);
        p->link = queue;
        p->ident = ident;
        p->kind = kind;
        queue = p;
    }
    return queue;
}

static void drop(struct packet *p)
{
    while (p != NULL) {
        struct packet *next = p->link;
        free(p);
        p = next;
    }
}

static long simulate(long count)
{
    struct scheduler *s = calloc(1, sizeof *s);
    struct task *t = task(s, IDLE, 0, NULL, 0, idle_step);
    t->u.idle.seed = 1;
    t->u.idle.count = count;
    t = task(s, WORKER, 1000, packets(2, WORKER, KIND_WORK), SUSPENDED | RUNNABLE, worker_step);
    t->u.worker.destination = HANDLER_A;
    task(s, HANDLER_A, 2000, packets(3, DEVICE_A, KIND_DEVICE), SUSPENDED | RUNNABLE, handler_step);
    task(s, HANDLER_B, 3000, packets(3, DEVICE_B, KIND_DEVICE), SUSPENDED | RUNNABLE, handler_step);
    task(s, DEVICE_A, 4000, NULL, SUSPENDED, device_step);
    task(s, DEVICE_B, 5000, NULL, SUSPENDED, device_step);
    schedule(s);
    long result = s->queued * 100000 + s->held;
    for (int i = 0; i < TASKS; i++) {
        t = s->table[i];
        drop(t->queue);
        if (i == HANDLER_A || i == HANDLER_B) {
            drop(t->u.handler.work);
            drop(t->u.handler.device);
        } else if (i == DEVICE_A || i == DEVICE_B) {
            free(t->u.device.pending);
        }
        free(t);
    }
    free(s);
    return result;
}

int main(int argc, char **argv)
{
    long rounds = argc > 1 ? atol(argv[1]) : 400, total = 0;
    for (long i = 0; i < rounds; i++)
        total += simulate(10000);
    printf("%ld\n", total);
    return 0;
}
