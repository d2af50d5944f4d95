// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

/** How attackers behave once they are in the meshes of others. */
enum Conduct {
  /** Hand on nothing. */
  SILENT,
  /** Hand on everything but what the victims have published. */
  CENSOR,
  /** Hand on late, and advertise what does not exist. */
  DEGRADE,
  /** Hand on everything, until all of them turn silent at one moment. */
  COVERT,
  /** Hand on everything, late enough to be of no use. */
  LATE,
  /** Hand on one message in sixteen, about as much as a mesh peer owes. */
  SPARSE
}
