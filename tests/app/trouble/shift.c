/* Preloaded into the program: its wall clock is off by the milliseconds, and its resolver silent for as long, as the file
   $CHAOS_FILE says: two numbers, milliseconds and 0 or 1. The monotonic clock is left alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile char* words(void)
{
    static _Atomic(const volatile char*) seen;
    const volatile char* at = atomic_load(&seen);
    if (at == NULL) {
        const char* const name = getenv("CHAOS_FILE");
        const int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
        at = file < 0 ? "" : mmap(NULL, 64, PROT_READ, MAP_SHARED, file, 0);
        atomic_store(&seen, at == MAP_FAILED ? "" : at);
    }
    return atomic_load(&seen);
}

static long long shift_ms(void) { return atoll((const char*)words()); }

static int is_silent(void)
{
    long long ms = 0;
    int silent = 0;
    return sscanf((const char*)words(), "%lld %d", &ms, &silent) == 2 && silent;
}

int clock_gettime(clockid_t clock, struct timespec* at)
{
    static int (*real)(clockid_t, struct timespec*);
    if (real == NULL) {
        real = (int (*)(clockid_t, struct timespec*))dlsym(RTLD_NEXT, "clock_gettime");
    }
    const int done = real(clock, at);
    if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        const long long ns = at->tv_nsec + shift_ms() % 1000 * 1000000;
        at->tv_sec += shift_ms() / 1000 + (ns >= 1000000000) - (ns < 0);
        at->tv_nsec = (ns + 1000000000) % 1000000000;
    }
    return done;
}

int gettimeofday(struct timeval* restrict at, void* restrict zone)
{
    struct timespec now;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &now);
    at->tv_sec = now.tv_sec;
    at->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t* at)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at) {
        *at = now.tv_sec;
    }
    return now.tv_sec;
}

int getaddrinfo(const char* restrict node, const char* restrict service, const struct addrinfo* restrict hints,
    struct addrinfo** restrict found)
{
    static int (*real)(const char*, const char*, const struct addrinfo*, struct addrinfo**);
    if (real == NULL) {
        real = (int (*)(const char*, const char*, const struct addrinfo*, struct addrinfo**))dlsym(
            RTLD_NEXT, "getaddrinfo");
    }
    if (is_silent()) { /* as resolv.conf has it by default: two questions of five seconds */
        sleep(10);
        return EAI_AGAIN;
    }
    return real(node, service, hints, found);
}
