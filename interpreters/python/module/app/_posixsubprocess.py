"""Starting processes: fork, then what the child has to do before exec."""

import posix

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
