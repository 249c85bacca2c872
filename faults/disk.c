/* Notes what a program writes below one folder, in order, so that the disk can be rebuilt as a power cut leaves it.
 *
 *   cc -shared -fPIC -O1 -o disk.so disk.c -ldl
 *   LD_PRELOAD=disk.so DISK_ROOT=/folder DISK_TRACE=/trace program ...
 *
 * A record: kind (one byte), inode, offset and length (8 bytes each), length of the first and of the second path (2 bytes
 * each), the paths, the bytes. One write(2) with O_APPEND each, under a lock of the trace, so that threads and processes
 * stand in one order. Kinds: C made a file, W wrote, T cut, F synced, D made a folder, L linked, R renamed, U unlinked,
 * X removed a folder.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static int trace = -1;
static const char *root;
static size_t root_length;

/* A descriptor of its own for each process: flock(2) is shared by those that a fork inherits. */
static pid_t owner;

static int begin(void) {
    pthread_mutex_lock(&one);
    if (trace < 0 || owner != getpid()) {
        root = getenv("DISK_ROOT");
        const char *path = getenv("DISK_TRACE");
        if (root && path) {
            static int (*real)(const char *, int, ...);
            if (!real) real = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open64");
            root_length = strlen(root);
            trace = real(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
            owner = getpid();
        }
    }
    if (trace >= 0) flock(trace, LOCK_EX);
    return trace >= 0;
}

static void end(void) {
    int kept = errno;
    if (trace >= 0) flock(trace, LOCK_UN);
    pthread_mutex_unlock(&one);
    errno = kept;
}

static ssize_t put(int fd, const struct iovec *parts, int count) {
    static ssize_t (*real)(int, const struct iovec *, int);
    if (!real) real = (ssize_t (*)(int, const struct iovec *, int))dlsym(RTLD_NEXT, "writev");
    return real(fd, parts, count);
}

static void note(char kind, uint64_t inode, uint64_t offset, const char *first, const char *second, const void *body,
                 uint64_t length) {
    int kept = errno;
    unsigned char head[29];
    uint16_t one_length = first ? strlen(first) : 0, two_length = second ? strlen(second) : 0;
    head[0] = kind;
    memcpy(head + 1, &inode, 8), memcpy(head + 9, &offset, 8), memcpy(head + 17, &length, 8);
    memcpy(head + 25, &one_length, 2), memcpy(head + 27, &two_length, 2);
    struct iovec parts[4] = {{head, 29}, {(void *)first, one_length}, {(void *)second, two_length},
                             {(void *)body, body ? length : 0}};
    if (put(trace, parts, 4) < 0) abort();
    errno = kept;
}

/* The whole path; 0 where it lies elsewhere. Links to folders are not followed: the folder is named by its real path. */
static int inside(int at, const char *path, char *whole) {
    char base[PATH_MAX], link[64];
    if (!root || !path) return 0;
    if (path[0] == '/') {
        if (strlen(path) >= PATH_MAX) return 0;
        strcpy(whole, path);
    } else {
        if (at == AT_FDCWD) {
            if (!getcwd(base, sizeof base)) return 0;
        } else {
            snprintf(link, sizeof link, "/proc/self/fd/%d", at);
            ssize_t got = readlink(link, base, sizeof base - 1);
            if (got < 0) return 0;
            base[got] = 0;
        }
        if (strlen(base) + strlen(path) + 2 > PATH_MAX) return 0;
        snprintf(whole, PATH_MAX, "%.2000s/%.2000s", base, path);
    }
    return !strncmp(whole, root, root_length) && (whole[root_length] == '/' || !whole[root_length]);
}

static int of(int fd, struct stat *facts) {
    char link[64], path[PATH_MAX];
    if (!root || fstat(fd, facts) || !(S_ISREG(facts->st_mode) || S_ISDIR(facts->st_mode))) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t got = readlink(link, path, sizeof path - 1);
    if (got < 0) return 0;
    path[got] = 0;
    return !strncmp(path, root, root_length);
}

static int opened(int (*real)(int, const char *, int, ...), int at, const char *path, int flags, mode_t mode) {
    char whole[PATH_MAX];
    struct stat facts;
    if (!(flags & (O_CREAT | O_TRUNC)) || (flags & O_TMPFILE) == O_TMPFILE) return real(at, path, flags, mode);
    begin();
    int here = trace >= 0 && inside(at, path, whole), was = here && !stat(whole, &facts);
    int fd = real(at, path, flags, mode);
    if (fd >= 0 && here && !fstat(fd, &facts) && S_ISREG(facts.st_mode)) {
        if (!was) note('C', facts.st_ino, 0, whole, NULL, NULL, 0);
        else if (flags & O_TRUNC) note('T', facts.st_ino, 0, NULL, NULL, NULL, 0);
    }
    end();
    return fd;
}

#define OPEN(name, other) \
    int name(const char *path, int flags, ...) { \
        REAL(int, other, int, const char *, int, ...); \
        va_list more; va_start(more, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; va_end(more); \
        return opened(real, AT_FDCWD, path, flags, mode); \
    }
#define OPENAT(name) \
    int name(int at, const char *path, int flags, ...) { \
        REAL(int, #name, int, const char *, int, ...); \
        va_list more; va_start(more, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; va_end(more); \
        return opened(real, at, path, flags, mode); \
    }
OPEN(open, "openat")
OPEN(open64, "openat64")
OPENAT(openat)
OPENAT(openat64)
int creat(const char *path, mode_t mode) { return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return open64(path, O_WRONLY | O_CREAT | O_TRUNC, mode); }

FILE *fopen64(const char *path, const char *mode) {
    REAL(FILE *, "fopen64", const char *, const char *);
    char whole[PATH_MAX];
    if (begin() && inside(AT_FDCWD, path, whole) && mode[0] != 'r') abort(); /* stdio would write unseen */
    end();
    return real(path, mode);
}
FILE *fopen(const char *path, const char *mode) { return fopen64(path, mode); }

static void wrote(int fd, const void *body, ssize_t length, off_t at) {
    struct stat facts;
    if (length <= 0 || !of(fd, &facts) || !S_ISREG(facts.st_mode)) return;
    if (at < 0) at = fcntl(fd, F_GETFL) & O_APPEND ? facts.st_size - length : lseek(fd, 0, SEEK_CUR) - length;
    note('W', facts.st_ino, at, NULL, NULL, body, length);
}

ssize_t write(int fd, const void *body, size_t length) {
    REAL(ssize_t, "write", int, const void *, size_t);
    begin();
    ssize_t done = real(fd, body, length);
    if (trace >= 0) wrote(fd, body, done, -1);
    end();
    return done;
}

#define PWRITE(name, offset) \
    ssize_t name(int fd, const void *body, size_t length, offset at) { \
        REAL(ssize_t, #name, int, const void *, size_t, offset); \
        begin(); \
        ssize_t done = real(fd, body, length, at); \
        if (trace >= 0) wrote(fd, body, done, at); \
        end(); \
        return done; \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t writev(int fd, const struct iovec *parts, int count) {
    begin();
    ssize_t done = put(fd, parts, count), left = done;
    struct stat facts;
    if (trace >= 0 && done > 0 && of(fd, &facts) && S_ISREG(facts.st_mode)) {
        off_t at = fcntl(fd, F_GETFL) & O_APPEND ? facts.st_size - done : lseek(fd, 0, SEEK_CUR) - done;
        for (int i = 0; i < count && left > 0; i++) {
            ssize_t part = left < (ssize_t)parts[i].iov_len ? left : (ssize_t)parts[i].iov_len;
            if (part) note('W', facts.st_ino, at, NULL, NULL, parts[i].iov_base, part);
            at += part, left -= part;
        }
    }
    end();
    return done;
}

#define CUT(name, offset) \
    int name(int fd, offset length) { \
        REAL(int, #name, int, offset); \
        struct stat facts; \
        begin(); \
        int done = real(fd, length); \
        if (trace >= 0 && !done && of(fd, &facts)) note('T', facts.st_ino, length, NULL, NULL, NULL, 0); \
        end(); \
        return done; \
    }
CUT(ftruncate, off_t)
CUT(ftruncate64, off64_t)

#define SYNC(name) \
    int name(int fd) { \
        REAL(int, #name, int); \
        struct stat facts; \
        begin(); \
        int done = real(fd); \
        if (trace >= 0 && !done && of(fd, &facts)) note('F', facts.st_ino, 0, NULL, NULL, NULL, 0); \
        end(); \
        return done; \
    }
SYNC(fsync)
SYNC(fdatasync)

int mkdirat(int at, const char *path, mode_t mode) {
    REAL(int, "mkdirat", int, const char *, mode_t);
    char whole[PATH_MAX];
    struct stat facts;
    begin();
    int done = real(at, path, mode);
    if (trace >= 0 && !done && inside(at, path, whole) && !stat(whole, &facts))
        note('D', facts.st_ino, 0, whole, NULL, NULL, 0);
    end();
    return done;
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

static int moved(char kind, int (*real)(int, const char *, int, const char *, unsigned), int from_at, const char *from,
                 int to_at, const char *to, unsigned flags) {
    char one_path[PATH_MAX], two_path[PATH_MAX];
    struct stat facts;
    begin();
    int done = real(from_at, from, to_at, to, flags);
    if (trace >= 0 && !done && inside(from_at, from, one_path) && inside(to_at, to, two_path) && !stat(two_path, &facts))
        note(kind, facts.st_ino, 0, one_path, two_path, NULL, 0);
    end();
    return done;
}
typedef int (*mover)(int, const char *, int, const char *, unsigned);
int linkat(int from_at, const char *from, int to_at, const char *to, int flags) {
    static mover real;
    if (!real) real = (mover)dlsym(RTLD_NEXT, "linkat");
    return moved('L', real, from_at, from, to_at, to, flags);
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
    static mover real;
    if (!real) real = (mover)dlsym(RTLD_NEXT, "renameat2");
    return moved('R', real, from_at, from, to_at, to, flags);
}
int renameat(int from_at, const char *from, int to_at, const char *to) { return renameat2(from_at, from, to_at, to, 0); }
int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int at, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int);
    char whole[PATH_MAX];
    begin();
    int here = trace >= 0 && inside(at, path, whole);
    int done = real(at, path, flags);
    if (here && !done) note(flags & AT_REMOVEDIR ? 'X' : 'U', 0, 0, whole, NULL, NULL, 0);
    end();
    return done;
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
