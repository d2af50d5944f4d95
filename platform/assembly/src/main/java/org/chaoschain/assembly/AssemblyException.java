// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

/** A node cannot be made or read. The message says what happened to what, and may have lines. */
public final class AssemblyException extends Exception {
  private static final long serialVersionUID = 1;

  /** Of which kind it is. */
  public enum Kind {
    /** The feature file or another input is wrong. */
    INPUT,
    /** The roots do not resolve. */
    UNRESOLVED,
    /** A configuration is wrong. */
    CONFIGURATION,
    /** What was named is not there. */
    NOT_FOUND,
    /** The lock and what would be built differ. */
    LOCKED,
    /** What was built does not start. */
    NOT_STARTED,
    /** A file cannot be read or written. */
    FILES
  }

  private final Kind kind;
  private final String remedy;

  AssemblyException(Kind kind, String message, String remedy) {
    super(message);
    this.kind = kind;
    this.remedy = remedy;
  }

  AssemblyException(Kind kind, String message, String remedy, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.remedy = remedy;
  }

  /** Of which kind it is. */
  public Kind kind() {
    return kind;
  }

  /** What to do, or empty. */
  public String remedy() {
    return remedy;
  }
}
