// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The buffer pool. Fresh pages cost more than the arithmetic on them, so blocks given back are kept,
// by size class: multiples of 64 bytes up to 1 KiB, then four classes to each doubling. Small blocks
// go through a list of the thread's own first, which takes no lock. Large blocks ask for huge pages: a
// walk across 4096 rows, such as a transposition, meets a page for each.

#define _GNU_SOURCE  // madvise
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "include/tensor_kernels.h"

#define CLASSES 160
#define SMALL_CLASSES 32  // up to 16 KiB
#define SMALL_BYTES (64 * 1024)  // a thread keeps at most this much of one small class

#define HUGE_PAGE ((size_t)2 << 20)

typedef struct block {
  struct block *next;
} block;

typedef struct {
  block *first[SMALL_CLASSES];
  int count[SMALL_CLASSES];
  unsigned epoch;
  bool registered;
} thread_cache;

static _Thread_local thread_cache mine;
static block *shared[CLASSES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_key_t exit_key;
static pthread_once_t exit_once = PTHREAD_ONCE_INIT;
static _Atomic unsigned trim_epoch = 0;
static _Atomic int64_t owned = 0, in_use = 0, peak = 0, fresh = 0;
static _Atomic int64_t cap = INT64_C(1) << 30;

static int class_of(size_t bytes) {
  if (bytes <= 1024) return bytes == 0 ? 0 : (int)((bytes + 63) / 64) - 1;
  int exponent = 63 - __builtin_clzll(bytes - 1);
  size_t index = (bytes - 1 - ((size_t)1 << exponent)) >> (exponent - 2);
  return 16 + (exponent - 10) * 4 + (int)index;
}

static size_t class_bytes(int size_class) {
  if (size_class < 16) return (size_t)(size_class + 1) * 64;
  int exponent = 10 + (size_class - 16) / 4;
  size_t index = (size_t)(size_class - 16) % 4;
  return ((size_t)1 << exponent) + ((index + 1) << (exponent - 2));
}

static void release(block *b, size_t bytes) {
  atomic_fetch_sub_explicit(&owned, (int64_t)bytes, memory_order_relaxed);
  free(b);
}

// Moves a thread's lists to the shared ones, or back to the system where a trim asked for that.
static void flush(thread_cache *cache, bool to_system) {
  for (int c = 0; c < SMALL_CLASSES; c++) {
    block *b = cache->first[c];
    cache->first[c] = NULL;
    cache->count[c] = 0;
    while (b) {
      block *next = b->next;
      if (to_system) {
        release(b, class_bytes(c));
      } else {
        pthread_mutex_lock(&lock);
        b->next = shared[c];
        shared[c] = b;
        pthread_mutex_unlock(&lock);
      }
      b = next;
    }
  }
}

static void flush_at_exit(void *cache) {
  flush(cache, false);
  // Blocks freed after this (by later destructors of the thread) take the shared path.
  ((thread_cache *)cache)->registered = false;
}
static void make_exit_key(void) { pthread_key_create(&exit_key, flush_at_exit); }

static thread_cache *cache_of_thread(void) {
  unsigned epoch = atomic_load_explicit(&trim_epoch, memory_order_relaxed);
  if (__builtin_expect(mine.epoch != epoch || !mine.registered, 0)) {
    if (!mine.registered) {
      pthread_once(&exit_once, make_exit_key);
      pthread_setspecific(exit_key, &mine);
      mine.registered = true;
    }
    if (mine.epoch != epoch) flush(&mine, true);
    mine.epoch = epoch;
  }
  return &mine;
}

// Memory from the system; its whole huge pages are asked to be such.
static block *fresh_block(size_t size) {
  // Not aligned_alloc, which may refuse a size that is no multiple of the alignment.
  void *b = NULL;
  if (posix_memalign(&b, size < HUGE_PAGE ? 64 : HUGE_PAGE, size) != 0) return NULL;
#if defined(__linux__)
  // The rest beyond the last whole one stays small, or it would take up to 2 MiB that nobody asked for.
  if (size >= HUGE_PAGE) madvise(b, size / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
#endif
  return b;
}

void *tc_pool_alloc(size_t bytes, int *size_class) {
  if (bytes > ((size_t)1 << 45)) return NULL;
  int c = class_of(bytes);
  size_t size = class_bytes(c);
  *size_class = c;
  block *b = NULL;
  if (c < SMALL_CLASSES) {
    thread_cache *cache = cache_of_thread();
    b = cache->first[c];
    if (b) {
      cache->first[c] = b->next;
      cache->count[c]--;
    }
  }
  if (!b) {
    pthread_mutex_lock(&lock);
    b = shared[c];
    if (b) shared[c] = b->next;
    pthread_mutex_unlock(&lock);
  }
  if (!b) {
    b = fresh_block(size);
    if (!b) {
      tc_pool_trim();
      b = fresh_block(size);
      if (!b) return NULL;
    }
    atomic_fetch_add_explicit(&owned, (int64_t)size, memory_order_relaxed);
    atomic_fetch_add_explicit(&fresh, 1, memory_order_relaxed);
  }
  int64_t now =
    atomic_fetch_add_explicit(&in_use, (int64_t)size, memory_order_relaxed) + (int64_t)size;
  int64_t top = atomic_load_explicit(&peak, memory_order_relaxed);
  while (now > top && !atomic_compare_exchange_weak(&peak, &top, now)) {
  }
  return b;
}

void tc_pool_free(void *pointer, int c) {
  if (!pointer) return;
  block *b = pointer;
  size_t size = class_bytes(c);
  int64_t used =
    atomic_fetch_sub_explicit(&in_use, (int64_t)size, memory_order_relaxed) - (int64_t)size;
  if (atomic_load_explicit(&owned, memory_order_relaxed) - used
      > atomic_load_explicit(&cap, memory_order_relaxed)) {
    release(b, size);
    return;
  }
  if (c < SMALL_CLASSES) {
    thread_cache *cache = cache_of_thread();
    if ((size_t)(cache->count[c] + 1) * size <= SMALL_BYTES) {
      b->next = cache->first[c];
      cache->first[c] = b;
      cache->count[c]++;
      return;
    }
  }
  pthread_mutex_lock(&lock);
  b->next = shared[c];
  shared[c] = b;
  pthread_mutex_unlock(&lock);
}

void tc_pool_trim(void) {
  atomic_fetch_add(&trim_epoch, 1);
  cache_of_thread();
  for (int c = 0; c < CLASSES; c++) {
    pthread_mutex_lock(&lock);
    block *b = shared[c];
    shared[c] = NULL;
    pthread_mutex_unlock(&lock);
    while (b) {
      block *next = b->next;
      release(b, class_bytes(c));
      b = next;
    }
  }
}

void tc_pool_set_cap(int64_t bytes) {
  atomic_store(&cap, bytes);
  if (atomic_load(&owned) - atomic_load(&in_use) > bytes) tc_pool_trim();
}

int64_t tc_pool_cap(void) { return atomic_load(&cap); }

tc_pool_statistics tc_pool_read_statistics(void) {
  tc_pool_statistics s;
  s.bytes_in_use = atomic_load(&in_use);
  s.bytes_cached = atomic_load(&owned) - s.bytes_in_use;
  s.peak_bytes_in_use = atomic_load(&peak);
  s.fresh_allocations = atomic_load(&fresh);
  return s;
}
