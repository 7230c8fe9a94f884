/*
 * Preloaded into a program, numbers the calls by which it changes, locks or reads files below one directory,
 * and does something at one of them. strace can inject signals and errors as well, but counts calls for each
 * thread and each kind of call and cannot choose them by file; so the number of a call would change with
 * whatever the Java platform does in between.
 *
 *   MOMENTS_BELOW   the directory, an absolute path without links
 *   MOMENTS_STAT    not empty: also calls that ask for attributes
 *   MOMENTS_LOG     a file, to which a line is appended for each call: its number, its name, its path
 *   MOMENTS_AT      the number of the call at which something happens; the first one is 1
 *   MOMENTS_DO      what happens: kill (before it), stop (before it), delay=MILLISECONDS (before it),
 *                   error=NUMBER (instead of it), errors=NUMBER (instead of it and of all later ones),
 *                   clock=SECONDS (before it, the clock is set forward, or back)
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define MOST_FILES 4096
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static atomic_int calls;
static atomic_long clock_offset;
/* The paths of open files below the directory; a file is closed by the thread that uses it. */
static char *paths[MOST_FILES];

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value ? value : "";
}

static int is_below(const char *path) {
  const char *top = setting("MOMENTS_BELOW");
  size_t length = strlen(top);
  return length && path && !strncmp(path, top, length) && (path[length] == '/' || !path[length]);
}

static void note(int number, const char *call, const char *path) {
  const char *log = setting("MOMENTS_LOG");
  if (!*log) {
    return;
  }
  char line[8192];
  int length = snprintf(line, sizeof line, "%d %s %s\n", number, call, path + strlen(setting("MOMENTS_BELOW")));
  int fd = REAL(open)(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0) {
    ssize_t written = REAL(write)(fd, line, length);
    (void)written;
    REAL(close)(fd);
  }
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) {
    pause();
  }
}

/* Counts a call. Returns 0 to carry it out, or the error that it ends with. */
static int moment(const char *call, const char *path) {
  if (!is_below(path) || (!strcmp(call, "stat") && !*setting("MOMENTS_STAT"))) {
    return 0;
  }
  int number = atomic_fetch_add(&calls, 1) + 1;
  note(number, call, path);
  int at = atoi(setting("MOMENTS_AT"));
  const char *what = setting("MOMENTS_DO");
  if (at && number >= at && !strncmp(what, "errors=", 7)) {
    return atoi(what + 7);
  }
  if (number != at) {
    return 0;
  }
  if (!strncmp(what, "error=", 6)) {
    return atoi(what + 6);
  } else if (!strcmp(what, "kill")) {
    die();
  } else if (!strcmp(what, "stop")) {
    kill(getpid(), SIGSTOP);
  } else if (!strncmp(what, "delay=", 6)) {
    usleep(1000 * atoi(what + 6));
  } else if (!strncmp(what, "clock=", 6)) {
    atomic_store(&clock_offset, atol(what + 6));
  }
  return 0;
}

#define CALL(name, path, carry_out)    \
  int fate = moment(name, path);       \
  if (fate) {                          \
    errno = fate;                      \
    return -1;                         \
  }                                    \
  return carry_out

static const char *path_of(int fd) {
  return fd >= 0 && fd < MOST_FILES ? paths[fd] : NULL;
}

static int opened(int fd, const char *path) {
  if (fd >= 0 && fd < MOST_FILES) {
    free(paths[fd]);
    paths[fd] = is_below(path) ? strdup(path) : NULL;
  }
  return fd;
}

static const char *kind(int flags) {
  return flags & O_CREAT ? "create" : flags & (O_WRONLY | O_RDWR) ? "open" : "look";
}

#define OPEN(name)                                                                    \
  int name(const char *path, int flags, ...) {                                        \
    va_list rest;                                                                     \
    va_start(rest, flags);                                                            \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;           \
    va_end(rest);                                                                     \
    CALL(kind(flags), path, opened(REAL(name)(path, flags, mode), path));             \
  }
OPEN(open)
OPEN(open64)

DIR *opendir(const char *path) {
  int fate = moment("look", path);
  if (fate) {
    errno = fate;
    return NULL;
  }
  return REAL(opendir)(path);
}

/* The names under which one C library or another, and JDKs of different ages, ask for attributes. */
#define STAT(name) \
  int name(const char *path, struct stat64 *to) { CALL("stat", path, REAL(name)(path, to)); }
STAT(stat64)
STAT(lstat64)

int __xstat64(int version, const char *path, struct stat64 *to);
int __lxstat64(int version, const char *path, struct stat64 *to);
int __fxstat64(int version, int fd, struct stat64 *to);
int __xstat64(int version, const char *path, struct stat64 *to) {
  CALL("stat", path, REAL(__xstat64)(version, path, to));
}
int __lxstat64(int version, const char *path, struct stat64 *to) {
  CALL("stat", path, REAL(__lxstat64)(version, path, to));
}
int __fxstat64(int version, int fd, struct stat64 *to) {
  CALL("stat", path_of(fd), REAL(__fxstat64)(version, fd, to));
}
int fstat64(int fd, struct stat64 *to) { CALL("stat", path_of(fd), REAL(fstat64)(fd, to)); }
int statx(int fd, const char *path, int flags, unsigned mask, struct statx *to) {
  CALL("stat", *path ? path : path_of(fd), REAL(statx)(fd, path, flags, mask, to));
}
int access(const char *path, int mode) { CALL("stat", path, REAL(access)(path, mode)); }

int close(int fd) {
  opened(fd, NULL);
  return REAL(close)(fd);
}

ssize_t read(int fd, void *to, size_t n) { CALL("read", path_of(fd), REAL(read)(fd, to, n)); }
ssize_t write(int fd, const void *from, size_t n) { CALL("write", path_of(fd), REAL(write)(fd, from, n)); }
ssize_t writev(int fd, const struct iovec *from, int n) {
  CALL("write", path_of(fd), REAL(writev)(fd, from, n));
}
ssize_t pwrite64(int fd, const void *from, size_t n, off64_t at) {
  CALL("write", path_of(fd), REAL(pwrite64)(fd, from, n, at));
}
int ftruncate64(int fd, off64_t length) { CALL("truncate", path_of(fd), REAL(ftruncate64)(fd, length)); }
int fsync(int fd) { CALL("force", path_of(fd), REAL(fsync)(fd)); }
int fdatasync(int fd) { CALL("force", path_of(fd), REAL(fdatasync)(fd)); }
int mkdir(const char *path, mode_t mode) { CALL("mkdir", path, REAL(mkdir)(path, mode)); }
int rmdir(const char *path) { CALL("remove", path, REAL(rmdir)(path)); }
int unlink(const char *path) { CALL("remove", path, REAL(unlink)(path)); }
int chmod(const char *path, mode_t mode) { CALL("chmod", path, REAL(chmod)(path, mode)); }
int rename(const char *from, const char *to) { CALL("rename", to, REAL(rename)(from, to)); }
int link(const char *from, const char *to) { CALL("link", to, REAL(link)(from, to)); }

#define FCNTL(name)                                                                          \
  int name(int fd, int command, ...) {                                                       \
    va_list rest;                                                                            \
    va_start(rest, command);                                                                 \
    void *argument = va_arg(rest, void *);                                                   \
    va_end(rest);                                                                            \
    int locks = command == F_SETLK || command == F_SETLKW;                                   \
    int ends = locks && ((struct flock *)argument)->l_type == F_UNLCK;                       \
    CALL(ends ? "unlock" : "lock", locks ? path_of(fd) : NULL,                               \
         REAL(name)(fd, command, argument));                                                 \
  }
FCNTL(fcntl)
FCNTL(fcntl64)

int clock_gettime(clockid_t clock, struct timespec *time) {
  int result = REAL(clock_gettime)(clock, time);
  if (!result && clock == CLOCK_REALTIME) {
    time->tv_sec += atomic_load(&clock_offset);
  }
  return result;
}
