// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.resource;

/** Counts nothing and refuses nothing. */
final class UnlimitedScope implements ResourceScope {
  @Override
  public String name() {
    return "unlimited";
  }

  @Override
  public ResourceUsage usage() {
    return ResourceUsage.NONE;
  }

  @Override
  public void reserveMemory(long bytes) {}

  @Override
  public void releaseMemory(long bytes) {}
}
