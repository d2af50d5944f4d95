// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.config;

import java.nio.file.Path;

/** Where a value comes from; later ones in this list win. */
public sealed interface Source {
  /** The bundle's own default. */
  record Default() implements Source {
    @Override
    public String toString() {
      return "default";
    }
  }

  /** A configuration of a feature file. */
  record Feature(Path file) implements Source {
    @Override
    public String toString() {
      return file.toString();
    }
  }

  /** A line of a configuration file, the first line being 1. */
  record Line(Path file, int number) implements Source {
    @Override
    public String toString() {
      return file + ":" + number;
    }
  }

  /** An environment variable. */
  record Variable(String name) implements Source {
    @Override
    public String toString() {
      return "environment variable " + name;
    }
  }

  /** A flag of the command. */
  record Flag() implements Source {
    @Override
    public String toString() {
      return "command line";
    }
  }
}
