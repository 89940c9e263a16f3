// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Registers of 64 bytes, for tiles that stay in them while a product accumulates.

typedef T FN(lanes) __attribute__((vector_size(64), aligned(sizeof(T))));

TC_INLINE FN(lanes) FN(get)(const T *p) { return *(const FN(lanes) *)p; }
TC_INLINE void FN(put)(T *p, FN(lanes) v) { *(FN(lanes) *)p = v; }

// *a b + c, rounded once. The processor spreads the element as it loads it, within the multiply-add: a
// processor whose other half serves somebody else decodes three instructions a cycle, and a tile that loads
// its elements before needs more. It pays where the address is a register and a constant: with an index, the
// instruction becomes two again.
TC_INLINE FN(lanes) FN(fma_spreading)(const T *a, FN(lanes) b, FN(lanes) c) {
#if defined(TC_SPREADS_IN_FMA)
  __asm__(FMA_SPREADING : "+v"(c) : "v"(b), "m"(*a));
  return c;
#else
  return __builtin_elementwise_fma(*a - (FN(lanes)){}, b, c);
#endif
}
