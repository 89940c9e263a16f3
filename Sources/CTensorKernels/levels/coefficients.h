// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Coefficients that no closed formula gives: near-minimax polynomials, interpolated at Chebyshev nodes
// in 60 digits and rounded. Lowest power first.
#pragma once
#include <stdint.h>

// (1 + 2x) exp(x^2) erfc(x) in t = (x - 3) / (x + 3), x >= 0, after Shepherd and Laframboise (1981).
static const float tc_erfcx_f32[] = {
  0x1.40c522p+0f, -0x1.15c084p-3f, -0x1.85a112p-5f, 0x1.09832cp-3f, -0x1.e88d32p-4f,
  0x1.17cf94p-4f, -0x1.855798p-6f, 0x1.489188p-9f, 0x1.eb892ap-10f, -0x1.80ded4p-11f,
  -0x1.842196p-14f, 0x1.4fdb64p-14f,
};
static const double tc_erfcx_f64[] = {
  0x1.40c522d7e4987p+0, -0x1.15c084bb9e8f2p-3, -0x1.85a15c58aa5e6p-5, 0x1.098366a5b466cp-3,
  -0x1.e88b803a49228p-4, 0x1.17ca2877f2532p-4, -0x1.8574c40bd189cp-6, 0x1.4b884e41eebcbp-9,
  0x1.ef1bdd4ca47a3p-10, -0x1.98db50d72f6fdp-11, -0x1.b91279aaf4f8dp-14, 0x1.065a34115a389p-13,
  0x1.4c2781340ddffp-18, -0x1.513b482a54a1dp-16, -0x1.88ba0a324beaap-21, 0x1.d20f41dbcb1c9p-19,
  0x1.7f26fd7caec6cp-22, -0x1.4b0fad3f74c42p-21, -0x1.3015c7bf14f85p-23, 0x1.b58741910ab39p-24,
  0x1.67206d83c9b4dp-25, -0x1.c9e3f1cd92f5bp-27, -0x1.24124a7979a5cp-27, 0x1.0fbd1ff90e1c8p-30,
  0x1.e750cac4778d3p-31,
};
// erf(x) / x in x^2, |x| <= 1.
static const float tc_erf_f32[] = {
  0x1.20dd74p+0f, -0x1.81273ep-2f, 0x1.ce2d1p-4f, -0x1.b7fabap-6f, 0x1.54127p-8f,
  -0x1.a45088p-11f, 0x1.4a569p-14f,
};
static const double tc_erf_f64[] = {
  0x1.20dd750429b6dp+0, -0x1.812746b0379e6p-2, 0x1.ce2f21a042b3p-4, -0x1.b82ce31284ep-6,
  0x1.565bcd0dbaa38p-8, -0x1.c02db3dac435fp-11, 0x1.f9a321d5b8e1ep-14, -0x1.f4d1e3183f7aep-17,
  0x1.b9df224ca4b97p-20, -0x1.5f1ecb6f0764cp-23, 0x1.f7b4bf3b13964p-27, -0x1.389d4f2641625p-30,
  0x1.05ffd737fb32ep-34,
};
// log gamma(x) / ((x - 1) (x - 2)) in 2x - 3, 1 <= x <= 2.
static const double tc_lgamma_1_to_2[] = {
  0x1.eeb95b094c191p-2, -0x1.2aed059bd608ap-4, 0x1.01af62a2929cp-6, -0x1.007aa83cee1acp-8,
  0x1.133423527f1f2p-10, -0x1.34dbda14971e2p-12, 0x1.64f0664c4f943p-14, -0x1.a5035232a7d25p-16,
  0x1.f814bab49d011p-18, -0x1.313e8a3ddad6fp-19, 0x1.750a7900f071ep-21, -0x1.cb44dee9facp-23,
  0x1.1c7e3a261c9ebp-24, -0x1.623f109df00eep-26, 0x1.b9e43433855c2p-28, -0x1.156abea920aefp-29,
  0x1.68f13e0fbb796p-31, -0x1.c85e4bc95846cp-33, 0x1.ba730a9784e07p-35, -0x1.18598e23bb974p-36,
  0x1.9759e019683dp-37, -0x1.0467902760469p-38,
};
// log gamma(x) / ((x - 1) (x - 2)) in 2x - 5, 2 <= x <= 3.
static const double tc_lgamma_2_to_3[] = {
  0x1.84afe00cddfdfp-2, -0x1.31d26e932301p-5, 0x1.462044b0af667p-8, -0x1.8a722dfc5d7efp-11,
  0x1.feef08b136431p-14, -0x1.59512000e75a8p-16, 0x1.e05c3c368e7b5p-19, -0x1.5501aafb06c5fp-21,
  0x1.eb8f77c97c52cp-24, -0x1.667082a03af13p-26, 0x1.07c6c7a6cae03p-28, -0x1.871dd64f13021p-31,
  0x1.23df937961832p-33, -0x1.b5a84b36743e2p-36, 0x1.454b1adbc86b7p-38, -0x1.eba7f1c3d976p-41,
  0x1.bd89faea6be05p-43, -0x1.5318fc433f2f5p-45,
};

// 2 / pi in binary, first bit of weight 1/2; a word of zeros before it for small arguments.
static const uint64_t tc_two_over_pi[] = {
  0, UINT64_C(0xa2f9836e4e441529), UINT64_C(0xfc2757d1f534ddc0), UINT64_C(0xdb6295993c439041),
  UINT64_C(0xfe5163abdebbc561), UINT64_C(0xb7246e3a424dd2e0), UINT64_C(0x06492eea09d1921c),
  UINT64_C(0xfe1deb1cb129a73e), UINT64_C(0xe88235f52ebb4484), UINT64_C(0xe99c7026b45f7e41),
  UINT64_C(0x3991d639835339f4), UINT64_C(0x9c845f8bbdf9283b), UINT64_C(0x1ff897ffde05980f),
  UINT64_C(0xef2f118b5a0a6d1f), UINT64_C(0x6d367ecf27cb09b7), UINT64_C(0x4f463f669e5fea2d),
  UINT64_C(0x7527bac7ebe5f17b), UINT64_C(0x3d0739f78a5292ea), UINT64_C(0x6bfb5fb11f8d5d08),
  UINT64_C(0x56033046fc7b6bab), UINT64_C(0xf0cfbc209af4361d),
};
