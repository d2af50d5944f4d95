// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

/** Sees each entry of a jar while it is checked. */
public interface EntryWitness {
  /** Looks at nothing. */
  EntryWitness NONE = (path, size, sha256) -> {};

  /**
   * An entry that has been unpacked, without being kept.
   *
   * @param path its name
   * @param size of its content, in bytes
   * @param sha256 of its content
   * @throws RejectedPluginException if it must not be there
   */
  void entry(String path, long size, byte[] sha256) throws RejectedPluginException;
}
