// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// What happens once, before the first tensor: kernels for this processor are chosen, and OpenBLAS is
// put on the core it should have chosen itself.

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <cblas.h>

#include "levels/table.h"

// Only DYNAMIC_ARCH builds of OpenBLAS have the last two; other BLAS libraries have none.
extern char *openblas_get_corename(void) __attribute__((weak));
extern void openblas_set_num_threads(int) __attribute__((weak));
extern void gotoblas_dynamic_init(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));

static _Atomic(const tc_table *) current = NULL;
static _Atomic int threads = 0;
static char problem[160];
static pthread_once_t once = PTHREAD_ONCE_INIT;

bool tc_cpu_has_avx2_fma(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")
    && __builtin_cpu_supports("bmi2");
#else
  return false;
#endif
}

bool tc_cpu_has_avx512(void) {
#if defined(__x86_64__)
  return tc_cpu_has_avx2_fma() && __builtin_cpu_supports("avx512f")
    && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd")
    && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#else
  return false;
#endif
}

// The levels this processor has, best first.
static const tc_table *level_at(int index) {
  const tc_table *levels[3];
  int count = 0;
#if defined(__x86_64__)
  if (tc_cpu_has_avx512()) levels[count++] = &tc_table_v4;
  if (tc_cpu_has_avx2_fma()) levels[count++] = &tc_table_v3;
#endif
  levels[count++] = &tc_table_default;
  return index < count ? levels[index] : NULL;
}

bool tc_force_instruction_set(const char *name) {
  const tc_table *level;
  for (int i = 0; (level = level_at(i)); i++) {
    if (strcmp(level->name, name) == 0) {
      atomic_store(&current, level);
      return true;
    }
  }
  return false;
}

// OpenBLAS before 0.3.25 takes processors it does not know for ones of 2004 to 2008 and runs their
// kernels, five times too slow (OpenMathLib/OpenBLAS#4267). The user's own choice is left alone.
static void boot_blas(void) {
  if (!openblas_get_corename || !gotoblas_dynamic_init || !gotoblas_dynamic_quit) return;
  if (getenv("OPENBLAS_CORETYPE")) return;
  static const char *const old[] = {"Prescott", "Core2",   "Katmai",  "Coppermine", "Northwood",
                                    "Banias",   "Penryn",  "Dunnington", "Nehalem", "Atom",
                                    "Opteron",  "Opteron_SSE3", "Barcelona", "Bobcat", "Athlon"};
  const char *better = tc_cpu_has_avx512() ? "SkylakeX" : tc_cpu_has_avx2_fma() ? "Haswell" : NULL;
  const char *core = openblas_get_corename();
  if (!better || !core) return;
  for (size_t i = 0; i < sizeof old / sizeof *old; i++) {
    if (strcasecmp(core, old[i]) != 0) continue;
    setenv("OPENBLAS_CORETYPE", better, 1);
    gotoblas_dynamic_quit();
    gotoblas_dynamic_init();
    unsetenv("OPENBLAS_CORETYPE");  // children choose for themselves
    return;
  }
}

static void boot(void) {
  atomic_store(&current, level_at(0));
  const char *wanted = getenv("TENSORCHAIN_ISA");
  if (wanted && *wanted && !tc_force_instruction_set(wanted)) {
    bool known = !strcmp(wanted, "v4") || !strcmp(wanted, "v3") || !strcmp(wanted, "default");
    snprintf(
      problem, sizeof problem,
      known ? "TENSORCHAIN_ISA asks for '%.40s', which this processor does not have"
            : "TENSORCHAIN_ISA is '%.40s'; it can be v4, v3 or default",
      wanted);
  }
  boot_blas();
  tc_set_blas_threads(1);
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  tc_set_threads(cores > 0 ? (int)cores : 1);
}

const char *tc_boot(void) {
  pthread_once(&once, boot);
  return *problem ? problem : NULL;
}

const tc_table *tc_current_table(void) {
  const tc_table *table = atomic_load_explicit(&current, memory_order_relaxed);
  if (__builtin_expect(!table, 0)) {
    tc_boot();
    table = atomic_load(&current);
  }
  return table;
}

const char *tc_instruction_set(void) { return tc_current_table()->name; }

const char *tc_blas_core_name(void) {
  tc_boot();
  const char *name = openblas_get_corename ? openblas_get_corename() : NULL;
  return name ? name : "unknown";
}

void tc_set_threads(int count) { atomic_store(&threads, count); }

void tc_set_blas_threads(int count) {
  if (openblas_set_num_threads) openblas_set_num_threads(count);
}

int tc_threads(void) { return atomic_load(&threads); }
