// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The kernels' threads. One job at a time: who comes while another runs does its work alone, which is
// what many tasks at once want anyway.
//
// Waking a sleeping thread costs tens of microseconds, so a worker that has done its part looks out for
// the next job for a while before it sleeps: steps of a program follow one another within that while.
// And the scheduler may give two threads that know each other one processor, while the other idles, for
// milliseconds: so a sleeper is woken on another processor than the one who wakes it.

#define _GNU_SOURCE  // processor sets
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "threads.h"

#define MOST_WORKERS 63
#define LOOKOUT_NANOSECONDS 100000
#define WORTH_JOINING 2000   // of a job, in nanoseconds, for a worker on the lookout
#define WORTH_WAKING 15000   // for one that sleeps
#define WORTH_A_TRY 200000   // of small jobs done alone since workers slept: more may follow

typedef struct {
  tc_part part;
  void *context;
  int64_t count;
  _Atomic int64_t taken;    // parts that somebody does or has done, and some calls beyond
  int64_t front;            // the owner's next one
  _Atomic int64_t back;     // parts that workers have taken from the end
} job;

// Seats at the job: how many workers may still join it, and how many are inside.
#define FREE (UINT64_C(1) << 32)
#define TAKEN UINT64_C(1)
#define FREE_SEATS(s) ((s) >> 32)
#define TAKEN_SEATS(s) ((s) & UINT32_MAX)

static pthread_mutex_t busy = PTHREAD_MUTEX_INITIALIZER;  // held by whom the workers work for
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;  // for going to sleep and waking
static pthread_cond_t arrival = PTHREAD_COND_INITIALIZER, departure = PTHREAD_COND_INITIALIZER;
static job *current;  // written before seats are set free, read by who has taken one
static _Atomic uint64_t seats;
static _Atomic int workers, sleepers;
static _Atomic bool owner_sleeps;
static _Atomic int owner_processor;
static _Atomic int64_t done_alone;
static long processors;
static pthread_t crew[MOST_WORKERS];
static bool asleep[MOST_WORKERS], sent_away[MOST_WORKERS];  // guarded by lock
#if defined(__linux__)
static cpu_set_t allowed;  // to the process when the first worker was hired
#endif

static inline void breathe(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t clock_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static bool job_waits(void) { return FREE_SEATS(atomic_load(&seats)) > 0; }
static bool workers_left(void) { return TAKEN_SEATS(atomic_load(&seats)) == 0; }

// Looks out for a while, and says whether it has come to be.
static bool look_out(bool (*happened)(void)) {
  // With more threads than processors, who looks out keeps from working the one he looks out for.
  if (tc_threads() > processors) return happened();
  int64_t end = 0;
  for (;;) {
    for (int i = 0; i < 64; i++) {
      if (happened()) return true;
      breathe();
    }
    int64_t now = clock_now();
    if (end == 0) end = now + LOOKOUT_NANOSECONDS;
    if (now >= end) return happened();
  }
}

// The owner takes parts from the front and workers from the back. So whoever did a part the last time is likely
// to do it again, and finds in its own cache what it read or wrote then, such as its share of a weight.
static void take_parts(job *j, bool is_owner) {
  while (atomic_fetch_add_explicit(&j->taken, 1, memory_order_relaxed) < j->count) {
    int64_t index = is_owner
      ? j->front++ : j->count - 1 - atomic_fetch_add_explicit(&j->back, 1, memory_order_relaxed);
    j->part(j->context, index);
  }
}

static bool take_seat(void) {
  uint64_t s = atomic_load(&seats);
  while (FREE_SEATS(s) > 0)
    if (atomic_compare_exchange_weak(&seats, &s, s - FREE + TAKEN)) return true;
  return false;
}

#if defined(__linux__)
static int this_processor(void) { return sched_getcpu(); }

// Keeps a worker from one processor; lets it use all again where that is negative. The processors the
// process was given are a bound in either case.
static void keep_from(pthread_t worker, int processor) {
  cpu_set_t set = allowed;
  if (processor >= 0 && processor < CPU_SETSIZE) CPU_CLR(processor, &set);
  if (CPU_COUNT(&set) > 0) pthread_setaffinity_np(worker, sizeof set, &set);
}
#else
static int this_processor(void) { return -1; }
static void keep_from(pthread_t worker, int processor) { (void)worker, (void)processor; }
#endif

static void *work(void *number) {
  intptr_t me = (intptr_t)number;
  for (;;) {
    if (!look_out(job_waits)) {
      pthread_mutex_lock(&lock);
      atomic_fetch_add(&sleepers, 1);
      asleep[me] = true;
      while (!job_waits()) pthread_cond_wait(&arrival, &lock);
      atomic_fetch_sub(&sleepers, 1);
      asleep[me] = false;
      bool back = sent_away[me];
      sent_away[me] = false;
      pthread_mutex_unlock(&lock);
      if (back) keep_from(crew[me], -1);
    }
    int processor = this_processor();
    if (processor >= 0 && processor == atomic_load(&owner_processor)) {
      keep_from(pthread_self(), processor);
      keep_from(pthread_self(), -1);
    }
    if (!take_seat()) continue;
    take_parts(current, false);
    atomic_fetch_sub(&seats, TAKEN);
    if (atomic_load(&owner_sleeps) && workers_left()) {
      pthread_mutex_lock(&lock);
      pthread_cond_signal(&departure);
      pthread_mutex_unlock(&lock);
    }
  }
  return NULL;
}

static void hire(int count) {
  if (processors == 0) {
    processors = sysconf(_SC_NPROCESSORS_ONLN);
#if defined(__linux__)
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) CPU_ZERO(&allowed);
#endif
  }
  while (workers < count && workers < MOST_WORKERS) {
    intptr_t number = workers;
    if (pthread_create(&crew[number], NULL, work, (void *)number) != 0) return;
    pthread_detach(crew[number]);
    workers++;
  }
}

int tc_threads_for(double nanoseconds) {
  int threads = tc_threads();
  if (threads <= 1 || nanoseconds < 2 * WORTH_JOINING) return 1;
  bool all_sleep = atomic_load(&workers) == atomic_load(&sleepers);
  double most = nanoseconds / (all_sleep ? WORTH_WAKING : WORTH_JOINING);
  if (most < 2 && all_sleep) {
    if (atomic_fetch_add(&done_alone, (int64_t)nanoseconds) < WORTH_A_TRY) return 1;
    atomic_store(&done_alone, 0);
    most = nanoseconds / WORTH_JOINING;
  }
  return most < 2 ? 1 : most < threads ? (int)most : threads;
}

void tc_parallel(int64_t count, tc_part part, void *context) {
  int threads = tc_threads();
  if (threads > count) threads = (int)count;
  if (threads <= 1 || pthread_mutex_trylock(&busy) != 0) {
    for (int64_t index = 0; index < count; index++) part(context, index);
    return;
  }
  job j = {.part = part, .context = context, .count = count};
  hire(threads - 1);
  int hired = atomic_load(&workers);
  int wanted = threads - 1 < hired ? threads - 1 : hired;
  current = &j;
  atomic_store(&owner_processor, this_processor());
  atomic_store(&seats, (uint64_t)wanted * FREE);
  // A worker counts itself a sleeper before it looks for seats the last time: one of us sees the other.
  if (wanted > hired - atomic_load(&sleepers)) {
    pthread_mutex_lock(&lock);
    for (int i = 0; i < hired; i++) {
      if (!asleep[i] || sent_away[i]) continue;
      keep_from(crew[i], this_processor());
      sent_away[i] = true;
    }
    pthread_cond_broadcast(&arrival);
    pthread_mutex_unlock(&lock);
  }
  take_parts(&j, true);
  atomic_fetch_and(&seats, UINT32_MAX);  // who has not come yet need not come
  if (!look_out(workers_left)) {
    pthread_mutex_lock(&lock);
    atomic_store(&owner_sleeps, true);
    while (!workers_left()) pthread_cond_wait(&departure, &lock);
    atomic_store(&owner_sleeps, false);
    pthread_mutex_unlock(&lock);
  }
  pthread_mutex_unlock(&busy);
}

typedef struct {
  int64_t n, grain;
  tc_range body;
  void *context;
} spread;

static void one_range(void *context, int64_t index) {
  const spread *s = context;
  int64_t from = index * s->grain, to = from + s->grain;
  s->body(s->context, from, to < s->n ? to : s->n);
}

void tc_spread_many(int64_t n, int64_t grain, tc_range body, void *context) {
  spread s = {n, grain, body, context};
  tc_parallel((n + grain - 1) / grain, one_range, &s);
}
