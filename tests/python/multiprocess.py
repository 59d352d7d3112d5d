# multiprocessing: locks, queues, pools, managers
import concurrent.futures as cf
import multiprocessing as mp


def sq(x):
    return x * x


def w(q, n):
    q.put(sum(range(n)))


if __name__ == "__main__":
    with mp.Pool(2) as p:
        print(
            p.map(sq, range(10)),
            p.apply_async(sq, (5,)).get(),
            list(p.imap_unordered(sq, range(3))).__len__(),
        )
    q = mp.Queue()
    ps = [mp.Process(target=w, args=(q, n)) for n in (10, 20)]
    [p.start() for p in ps]
    print(sorted(q.get() for _ in ps))
    [p.join() for p in ps]
    with cf.ProcessPoolExecutor(2) as ex:
        print(list(ex.map(sq, range(5))))
    a, b = mp.Pipe()
    a.send([1, 2])
    print(b.recv())
    l = mp.RLock()
    print(l.acquire(), l.acquire(), l)
    l.release()
    l.release()
    s = mp.Semaphore(2)
    print(s.get_value(), s.acquire(), s.acquire(timeout=0.01), s.acquire(timeout=0.01))
    e = mp.Event()
    c = mp.Condition()
    print(e.is_set(), e.wait(0.01))
    e.set()
    print(e.is_set())
    j = mp.JoinableQueue()
    j.put(1)
    j.get()
    j.task_done()
    j.join()
    with mp.Manager() as m:
        d = m.dict()
        d["a"] = 1
        print(dict(d))
    print(mp.current_process().name, mp.cpu_count() > 0)
