// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Numbers by counter (Philox4x32-10 of Salmon, Moraes, Dror, Shaw 2011): eight blocks at once, each of
// whose words has a 64-bit lane of its own. Only the lower half of a lane counts.

typedef uint64_t tc_u64x8 __attribute__((vector_size(64)));

#define TC_LOW_HALF UINT64_C(0xffffffff)

// The words of blocks index ... index + 7, in order.
TC_INLINE void philox_eight(uint64_t key, uint64_t stream, uint64_t index, uint32_t words[32]) {
  tc_u64x8 counter = {0, 1, 2, 3, 4, 5, 6, 7};
  counter += index;
  tc_u64x8 c0 = counter, c1 = counter >> 32;
  tc_u64x8 c2 = (tc_u64x8){0} + (stream & TC_LOW_HALF), c3 = (tc_u64x8){0} + (stream >> 32);
  uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
  for (int round = 0; round < 10; round++) {
    tc_u64x8 p0 = (c0 & TC_LOW_HALF) * UINT64_C(0xD2511F53);
    tc_u64x8 p1 = (c2 & TC_LOW_HALF) * UINT64_C(0xCD9E8D57);
    c0 = (p1 >> 32) ^ c1 ^ (uint64_t)k0;
    c1 = p1;
    c2 = (p0 >> 32) ^ c3 ^ (uint64_t)k1;
    c3 = p0;
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  tc_u64x8 first = (c0 & TC_LOW_HALF) | c1 << 32, second = (c2 & TC_LOW_HALF) | c3 << 32;
  tc_u64x8 low = __builtin_shufflevector(first, second, 0, 8, 1, 9, 2, 10, 3, 11);
  tc_u64x8 high = __builtin_shufflevector(first, second, 4, 12, 5, 13, 6, 14, 7, 15);
  memcpy(words, &low, sizeof low);
  memcpy(words + 16, &high, sizeof high);
}

static void random_words(
  uint64_t key, uint64_t stream, uint64_t index, int64_t n, uint32_t *restrict y) {
  for (; n >= 32; n -= 32, y += 32, index += 8) philox_eight(key, stream, index, y);
  if (n > 0) {
    uint32_t words[32];
    philox_eight(key, stream, index, words);
    memcpy(y, words, (size_t)n * 4);
  }
}

// Words that are drawn before they are turned into numbers: they stay in the first cache.
#define TC_DRAWN 1024

TC_INLINE double unit_f64(uint32_t low, uint32_t high) {
  // Fewer than 2^53 steps: exact as a signed number, which every level converts.
  return (double)(int64_t)((((uint64_t)high << 32) | low) >> 11) * 0x1p-53;
}

// u * span + low, and no more than `highest`.
static void random_uniform_f32(
  uint64_t key, uint64_t stream, uint64_t index, int64_t n, const double *shape, void *y) {
  float *restrict out = y;
  float low = (float)shape[0], span = (float)shape[1], highest = (float)shape[2];
  uint32_t words[TC_DRAWN];
  for (int64_t i = 0; i < n; i += TC_DRAWN) {
    int64_t count = n - i < TC_DRAWN ? n - i : TC_DRAWN;
    random_words(key, stream, index + (uint64_t)i / 4, count, words);
    for (int64_t j = 0; j < count; j++) {
      float u = (float)(int32_t)(words[j] >> 8) * 0x1p-24f * span + low;
      out[i + j] = u > highest ? highest : u;
    }
  }
}

static void random_uniform_f64(
  uint64_t key, uint64_t stream, uint64_t index, int64_t n, const double *shape, void *y) {
  double *restrict out = y;
  double low = shape[0], span = shape[1], highest = shape[2];
  uint32_t words[TC_DRAWN];
  for (int64_t i = 0; i < n; i += TC_DRAWN / 2) {
    int64_t count = n - i < TC_DRAWN / 2 ? n - i : TC_DRAWN / 2;
    random_words(key, stream, index + (uint64_t)i / 2, 2 * count, words);
    for (int64_t j = 0; j < count; j++) {
      double u = unit_f64(words[2 * j], words[2 * j + 1]) * span + low;
      out[i + j] = u > highest ? highest : u;
    }
  }
}

// Box and Muller (1958): two words give two normal numbers. The radius takes all 32 bits, so the tail
// ends at 6.7; the angle is a quarter turn and a rest of at most pi / 4, for which Taylor series do.
static void random_normal_f32(
  uint64_t key, uint64_t stream, uint64_t index, int64_t n, const double *shape, void *y) {
  float *out = y;
  float mean = (float)shape[0], deviation = (float)shape[1];
  uint32_t words[TC_DRAWN];
  float pairs[TC_DRAWN];
  for (int64_t i = 0; i < n; i += TC_DRAWN) {
    int64_t count = n - i < TC_DRAWN ? n - i : TC_DRAWN;
    int64_t drawn = (count + 3) / 4 * 4;
    random_words(key, stream, index + (uint64_t)i / 4, drawn, words);
    for (int64_t j = 0; j < drawn / 2; j++) {
      uint32_t first = words[2 * j], second = words[2 * j + 1];
      // In two halves: there is no conversion of unsigned numbers below AVX-512.
      float upper = (float)(int32_t)(first >> 16) * 0x1p-16f;
      float u = upper + ((float)(int32_t)(first & 0xffff) * 0x1p-32f + 0x1p-33f);
      float radius = __builtin_elementwise_sqrt(-2.0f * log_one_f32(u));
      uint32_t quarter = (second + UINT32_C(0x20000000)) >> 30;
      float a = (float)(int32_t)(second - (quarter << 30)) * 0x1.921fb6p-30f;
      float z = a * a;
      float s = fma_f32(z, (float)(1.0 / 362880), (float)(-1.0 / 5040));
      s = fma_f32(s, z, (float)(1.0 / 120));
      s = fma_f32(s, z, (float)(-1.0 / 6));
      s = fma_f32(s * z, a, a);
      float c = fma_f32(z, (float)(1.0 / 40320), (float)(-1.0 / 720));
      c = fma_f32(c, z, (float)(1.0 / 24));
      c = fma_f32(c, z, -0.5f);
      c = fma_f32(c, z, 1.0f);
      bool odd = (quarter & 1) != 0;
      uint32_t cosine = bits_of(odd ? s : c) ^ ((quarter + 1) & 2) << 30;
      uint32_t sine = bits_of(odd ? c : s) ^ (quarter & 2) << 30;
      pairs[2 * j] = radius * float_of(cosine) * deviation + mean;
      pairs[2 * j + 1] = radius * float_of(sine) * deviation + mean;
    }
    memcpy(out + i, pairs, (size_t)count * sizeof *pairs);
  }
}

// The same with 53 bits for each of the two, from one block.
static void random_normal_f64(
  uint64_t key, uint64_t stream, uint64_t index, int64_t n, const double *shape, void *y) {
  static const double sines[] = {
    -1.0 / 1307674368000, 1.0 / 6227020800, -1.0 / 39916800, 1.0 / 362880,
    -1.0 / 5040,          1.0 / 120,        -1.0 / 6,        1.0};
  static const double cosines[] = {
    1.0 / 20922789888000, -1.0 / 87178291200, 1.0 / 479001600, -1.0 / 3628800, 1.0 / 40320,
    -1.0 / 720,           1.0 / 24,           -1.0 / 2,        1.0};
  double *out = y;
  double mean = shape[0], deviation = shape[1];
  uint32_t words[TC_DRAWN];
  double pairs[TC_DRAWN / 2];
  for (int64_t i = 0; i < n; i += TC_DRAWN / 2) {
    int64_t count = n - i < TC_DRAWN / 2 ? n - i : TC_DRAWN / 2;
    int64_t blocks = (count + 1) / 2;
    random_words(key, stream, index + (uint64_t)i / 2, 4 * blocks, words);
    for (int64_t j = 0; j < blocks; j++) {
      double u = 1 - unit_f64(words[4 * j], words[4 * j + 1]);  // in (0, 1]
      double t = unit_f64(words[4 * j + 2], words[4 * j + 3]);
      double radius = __builtin_elementwise_sqrt(-2 * log_one_f64(u));
      double whole = (double)(int32_t)(t * 4 + 0.5);
      uint64_t quarter = (uint64_t)(int64_t)(int32_t)whole;
      double a = (t - whole * 0.25) * 6.283185307179586476925;
      double z = a * a, s = sines[0], c = cosines[0];
      for (int k = 1; k < 8; k++) s = s * z + sines[k];
      for (int k = 1; k < 9; k++) c = c * z + cosines[k];
      s = s * a;
      bool odd = (quarter & 1) != 0;
      uint64_t cosine = bits_f64(odd ? s : c) ^ ((quarter + 1) & 2) << 62;
      uint64_t sine = bits_f64(odd ? c : s) ^ (quarter & 2) << 62;
      pairs[2 * j] = radius * from_bits_f64(cosine) * deviation + mean;
      pairs[2 * j + 1] = radius * from_bits_f64(sine) * deviation + mean;
    }
    memcpy(out + i, pairs, (size_t)count * sizeof *pairs);
  }
}
