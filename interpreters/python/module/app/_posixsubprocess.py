"""Starting processes: fork, then what the child has to do before exec."""

import posix
from _operator import index as _index

import _syscall


def fork_exec(
    process_args,
    executable_list,
    close_fds,
    pass_fds,
    cwd,
    env,
    p2cread,
    p2cwrite,
    c2pread,
    c2pwrite,
    errread,
    errwrite,
    errpipe_read,
    errpipe_write,
    restore_signals,
    start_new_session,
    process_group,
    gid,
    extra_groups,
    uid,
    umask,
    preexec_fn,
    allow_vfork,
    /,
):
    if close_fds and errpipe_write < 3:
        raise ValueError("errpipe_write must be >= 3")
    last = -1
    for fd in pass_fds:
        if not isinstance(fd, int) or fd <= last:
            raise ValueError("bad value(s) in fds_to_keep")
        last = fd
    if not isinstance(process_args, (tuple, list)):
        process_args = list(process_args)
    for number in (uid, gid, *(extra_groups or ())):
        if number is not None and number > 0xFFFFFFFE:
            raise OverflowError("user or group id is greater than maximum")
    args = [posix._fsencode(arg) for arg in process_args]
    paths = [posix._fsencode(path) for path in executable_list]
    directory = None if cwd is None else posix._fsencode(cwd)
    argv = posix._pointers(args)
    environ = None if env is None else posix._environ_pointers(env)
    try:
        pid = posix.fork()
        if pid:
            return pid
        stage = b"noexec"
        try:
            _prepare(
                (p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite),
                errpipe_read,
                errpipe_write,
                pass_fds,
                directory,
                umask,
            )
            if restore_signals:
                import _signal

                for number in (_signal.SIGPIPE, _signal.SIGXFSZ):
                    _signal._set(number, 0)
            import _signal

            for number in range(1, 32):
                if _signal._get(number) == 2:
                    _signal._set(number, 0)
            if start_new_session:
                posix.setsid()
            if process_group >= 0:
                posix.setpgid(0, process_group)
            if extra_groups is not None:
                posix.setgroups(extra_groups)
            if gid is not None:
                posix.setregid(gid, gid)
            if uid is not None:
                posix.setreuid(uid, uid)
            if preexec_fn is not None:
                try:
                    preexec_fn()
                except BaseException:
                    posix.write(
                        errpipe_write, b"SubprocessError:0:Exception occurred in preexec_fn."
                    )
                    posix._exit(255)
            if close_fds:
                _close_others(pass_fds)
            if environ is None:
                environ = posix._environ_pointers(None)
            stage = b""
            problem = 2
            for path in paths:
                code = -_syscall.call(59, path, argv, environ)
                if code not in (2, 20):
                    problem = code
                    break
            raise OSError(problem, "exec")
        except OSError as e:
            posix.write(errpipe_write, b"OSError:%X:%b" % (e.errno or 0, stage))
        except BaseException:
            posix.write(errpipe_write, b"SubprocessError:0:")
        finally:
            posix._exit(255)
    finally:
        posix._free_pointers(argv)
        if environ:
            posix._free_pointers(environ)


def _prepare(pipes, errpipe_read, errpipe_write, pass_fds, directory, umask):
    p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite = pipes
    for fd in pass_fds:
        if fd != errpipe_write:
            posix.set_inheritable(fd, True)
    for fd in (p2cwrite, c2pread, errread, errpipe_read):
        if fd != -1:
            posix.close(fd)
    if c2pwrite == 0:
        c2pwrite = posix.dup(c2pwrite)
    while errwrite == 0 or errwrite == 1:
        errwrite = posix.dup(errwrite)
    for fd, target in ((p2cread, 0), (c2pwrite, 1), (errwrite, 2)):
        if fd == target:
            posix.set_inheritable(fd, True)
        elif fd != -1:
            posix.dup2(fd, target)
    if directory is not None:
        posix.chdir(directory)
    if umask >= 0:
        posix.umask(umask)


def _close_others(pass_fds):
    keep = set(pass_fds)
    for name in posix.listdir("/proc/self/fd"):
        fd = int(name)
        if fd > 2 and fd not in keep:
            try:
                posix.close(fd)
            except OSError:
                pass


def _spawn(
    name,
    places,
    path,
    argv,
    env,
    *,
    file_actions=(),
    setpgroup=None,
    resetids=False,
    setsid=False,
    setsigmask=(),
    setsigdef=(),
    scheduler=None,
):
    """posix_spawn: the child tells its error number through a pipe that its program closes."""
    import _signal

    if not isinstance(argv, (tuple, list)):
        raise TypeError("%s: argv must be a tuple or list" % name)
    if not argv:
        raise ValueError("%s: argv must not be empty" % name)
    args = [posix._fsencode(arg) for arg in argv]
    if not args[0]:
        raise ValueError("%s: argv first element cannot be empty" % name)
    if not hasattr(env, "keys"):
        raise TypeError("%s: environment must be a mapping object" % name)
    actions = [_file_action(action) for action in file_actions or ()]
    for number in (*setsigmask, *setsigdef):
        if not 1 <= _index(number) < 65:
            raise ValueError("signal number %d out of range [1; 64]" % number)
    if setpgroup is not None:
        setpgroup = _index(setpgroup)
    policy = None
    if scheduler is not None:
        if not isinstance(scheduler, tuple) or len(scheduler) != 2:
            raise TypeError("A scheduler must be a tuple of length 2")
        policy, parameters = scheduler
        if not isinstance(parameters, posix.sched_param):
            raise TypeError("must have a sched_param object")
    vector = posix._pointers(args)
    environ = posix._environ_pointers(env)
    news, end = posix.pipe()
    try:
        pid = posix.fork()
        if pid == 0:
            problem = 2
            try:
                if setsid:
                    posix.setsid()
                if setpgroup is not None:
                    posix.setpgid(0, setpgroup)
                if policy is not None:
                    posix.sched_setscheduler(0, policy, parameters)
                elif scheduler is not None:
                    posix.sched_setparam(0, parameters)
                if resetids:
                    posix.seteuid(posix.getuid())
                    posix.setegid(posix.getgid())
                for number in setsigdef:
                    _signal._set(number, 0)
                for number in range(1, 32):
                    if _signal._get(number) == 2:
                        _signal._set(number, 0)
                if setsigmask:
                    _signal.pthread_sigmask(_signal.SIG_SETMASK, setsigmask)
                for action in actions:
                    end = _keep_free(end, action)
                    _act(*action)
                for place in places:
                    code = -_syscall.call(59, place, vector, environ)
                    if code not in (2, 20):
                        problem = code
                        break
            except OSError as e:
                problem = e.errno
            except BaseException:
                problem = 22
            finally:
                posix.write(end, b"%d" % problem)
                posix._exit(127)
    finally:
        posix._free_pointers(vector)
        posix._free_pointers(environ)
        posix.close(end)
        answer = posix.read(news, 20)
        posix.close(news)
    if answer:
        posix.waitpid(pid, 0)
        problem = int(answer)
        raise OSError(problem, posix.strerror(problem), path)
    return pid


def _file_action(action):
    if not isinstance(action, tuple) or not action:
        raise TypeError("Each file_actions element must be a non-empty tuple")
    kind = action[0]
    lengths = {posix.POSIX_SPAWN_OPEN: 5, posix.POSIX_SPAWN_CLOSE: 2, posix.POSIX_SPAWN_DUP2: 3}
    if kind not in lengths:
        raise TypeError("Unknown file_actions identifier")
    if len(action) != lengths[kind]:
        raise TypeError("A file_actions tuple must have %d elements" % lengths[kind])
    if kind == posix.POSIX_SPAWN_OPEN:
        fd, path, flags, mode = action[1:]
        return kind, _index(fd), posix._fsencode(path), _index(flags), _index(mode)
    return kind, *[_index(number) for number in action[1:]]


def _keep_free(end, action):
    """The pipe stands aside if an action wants its number."""
    if end == action[-1] or end == action[1]:
        other = posix.dup(end)
        posix.close(end)
        return other
    return end


def _act(kind, fd, *rest):
    if kind == posix.POSIX_SPAWN_CLOSE:
        posix.close(fd)
    elif kind == posix.POSIX_SPAWN_DUP2:
        if fd == rest[0]:
            posix.set_inheritable(fd, True)
        else:
            posix.dup2(fd, rest[0])
    else:
        path, flags, mode = rest
        opened = posix.open(path, flags, mode)
        if opened != fd:
            posix.dup2(opened, fd)
            posix.close(opened)
        else:
            posix.set_inheritable(fd, True)
