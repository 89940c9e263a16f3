// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The kernels' threads. One job at a time: who comes while another runs does its work alone, which is
// what many tasks at once want anyway.

#include <pthread.h>
#include <stdatomic.h>

#include "threads.h"

#define MOST_WORKERS 63

typedef struct {
  tc_part part;
  void *context;
  int count;
  _Atomic int next;
} job;

static pthread_mutex_t busy = PTHREAD_MUTEX_INITIALIZER;  // held by whom the workers work for
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;  // guards what follows
static pthread_cond_t arrival = PTHREAD_COND_INITIALIZER, departure = PTHREAD_COND_INITIALIZER;
static job *current;
static int wanted;  // workers that may still join the job
static int active;  // workers inside it
static int workers;

static void take_parts(job *j) {
  int index;
  while ((index = atomic_fetch_add(&j->next, 1)) < j->count) j->part(j->context, index);
}

static void *work(void *unused) {
  (void)unused;
  pthread_mutex_lock(&lock);
  for (;;) {
    while (wanted == 0) pthread_cond_wait(&arrival, &lock);
    wanted--;
    active++;
    job *j = current;
    pthread_mutex_unlock(&lock);
    take_parts(j);
    pthread_mutex_lock(&lock);
    if (--active == 0) pthread_cond_signal(&departure);
  }
  return NULL;
}

static void hire(int count) {
  while (workers < count && workers < MOST_WORKERS) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, work, NULL) != 0) return;
    pthread_detach(thread);
    workers++;
  }
}

void tc_parallel(int count, tc_part part, void *context) {
  int threads = tc_threads();
  if (threads > count) threads = count;
  if (threads <= 1 || pthread_mutex_trylock(&busy) != 0) {
    for (int index = 0; index < count; index++) part(context, index);
    return;
  }
  job j = {.part = part, .context = context, .count = count, .next = 0};
  pthread_mutex_lock(&lock);
  hire(threads - 1);
  current = &j;
  wanted = threads - 1 < workers ? threads - 1 : workers;
  pthread_cond_broadcast(&arrival);
  pthread_mutex_unlock(&lock);
  take_parts(&j);
  pthread_mutex_lock(&lock);
  wanted = 0;  // who has not come yet need not come
  while (active > 0) pthread_cond_wait(&departure, &lock);
  current = NULL;
  pthread_mutex_unlock(&lock);
  pthread_mutex_unlock(&busy);
}
