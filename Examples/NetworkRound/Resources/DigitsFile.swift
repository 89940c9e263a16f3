// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// The file of digits that several examples share.
public enum DigitsFile {
  /// Where it is; `nil` where it was not built in.
  public static var url: URL? { Bundle.module.url(forResource: "digits", withExtension: "csv") }
}
