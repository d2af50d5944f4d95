// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

/** Why a node did not start or did not stop well, with the exit code of its process. */
public enum Failure {
  /** A fault of the platform itself; please report it. */
  INTERNAL(1),
  /** A key or a value is wrong; correct the configuration. */
  CONFIGURATION(3),
  /** Another node runs on the data directory; stop it or name another directory. */
  DATA_DIRECTORY_IN_USE(5),
  /** The data directory cannot be made or written; look at its owner, mode and disk. */
  DATA_DIRECTORY(9),
  /** A feature file is broken or names a bundle that is not there; repair the installation. */
  FEATURE(7),
  /** A bundle does not resolve or start; the report says what it lacks. */
  BUNDLE(7),
  /** A component is not satisfied at the deadline; the report says what it waits for. */
  COMPONENT(7),
  /** The framework did not start. */
  FRAMEWORK(7),
  /** The orderly stop took longer than its deadline. */
  STOP_DEADLINE(8);

  private final int exitCode;

  Failure(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The exit code of the process: one of those that the command {@code chaos} documents. */
  public int exitCode() {
    return exitCode;
  }
}
