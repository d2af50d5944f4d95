// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

/**
 * One difference between two versions of a package.
 *
 * @param step what it asks of the package's version
 * @param subject the type it is about
 * @param what what is different, for people; exceptions name it
 */
record ApiChange(Step step, String subject, String what) {
  /** A step of a version, by the semantic versioning of OSGi. */
  enum Step {
    /** Nothing that anybody could notice. */
    NONE,
    /** Who calls it is content; who implements it all himself is not. */
    MINOR,
    /** Somebody's code does not compile or run any more, or runs with another meaning. */
    MAJOR;

    /** The version that follows by such a step. */
    PackageVersion after(PackageVersion version) {
      return switch (this) {
        case NONE -> version;
        case MINOR -> new PackageVersion(version.major(), version.minor() + 1, 0);
        case MAJOR -> new PackageVersion(version.major() + 1, 0, 0);
      };
    }
  }
}
