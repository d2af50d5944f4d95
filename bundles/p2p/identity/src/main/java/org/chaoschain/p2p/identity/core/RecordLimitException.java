// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

/** A signed record that is larger than the caller accepts. */
public final class RecordLimitException extends RecordException {
  private static final long serialVersionUID = 1;

  private final long found;
  private final long limit;

  RecordLimitException(String what, long found, long limit, String unit) {
    super(what + " has " + found + " " + unit + ", at most " + limit + " are accepted");
    this.found = found;
    this.limit = limit;
  }

  /** What it has. */
  public long found() {
    return found;
  }

  /** What is accepted. */
  public long limit() {
    return limit;
  }
}
