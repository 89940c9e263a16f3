// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Names of the tensors of llama-like models: GGUF's, and those of the `transformers` package.
public enum GGUFNames {
  private static let whole = [
    "token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head",
  ]
  private static let parts = [
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm",
    "ffn_norm": "post_attention_layernorm", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
  ]

  /// The name that the `transformers` package gives to a tensor of a llama-like model, such as
  /// `model.layers.0.self_attn.q_proj.weight` for `blk.0.attn_q.weight`.
  ///
  /// Only names: in files of the architecture `llama` the rows of `attn_q` and `attn_k` are permuted, the
  /// halves of each head's rotation interleaved.
  ///
  /// - Parameter name: a name in a GGUF file.
  /// - Returns: the name, or `nil` for one that is not known.
  /// - Complexity: O(1).
  public static func transformers(_ name: String) -> String? {
    let pieces = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let kind = pieces.last, kind == "weight" || kind == "bias" else { return nil }
    if pieces.count == 2 { return whole[pieces[0]].map { "\($0).\(kind)" } }
    guard pieces.count == 4, pieces[0] == "blk", let layer = Int(pieces[1]), layer >= 0,
      String(layer) == pieces[1]
    else { return nil }
    return parts[pieces[2]].map { "model.layers.\(layer).\($0).\(kind)" }
  }
}
