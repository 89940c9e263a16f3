#!/bin/sh
# This source file is part of TensorChain
#
# Copyright (c) 2026 the TensorChain authors
# Licensed under Apache License v2.0
#
# SPDX-License-Identifier: Apache-2.0

# Installs the system libraries that the named packages provide and this machine lacks.
# Usage: install-dependencies.sh PACKAGE...
# As root, or through sudo where that asks no password; elsewhere it says what to install and fails.
set -eu

command -v swift >/dev/null 2>&1 || {
  echo "Swift 6.3 is needed and was not found: see https://www.swift.org/install/linux/" >&2
  exit 1
}

missing=""
for package in "$@"; do
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "Please install these libraries (Debian's names):$missing" >&2
  exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
  as_root=""
elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
  as_root="sudo"
else
  echo "Missing libraries, and neither root nor sudo to install them. Please run:" >&2
  echo "  apt-get install$missing" >&2
  exit 1
fi

echo "Installing$missing" >&2
# shellcheck disable=SC2086 # the lists are words on purpose
install_missing() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing; }
{ $as_root apt-get update -q && install_missing; } >/dev/null || {
  echo "apt-get could not install:$missing" >&2
  exit 1
}
