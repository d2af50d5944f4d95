// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.isolation;

import java.util.Optional;

/** Allows everything and counts nothing. */
final class NodeAccount implements PluginAccount {
  private static final Optional<Work> WORK =
      Optional.of(
          new Work() {
            @Override
            public void failed(Throwable cause) {}

            @Override
            public void close() {}
          });

  @Override
  public String plugin() {
    return "";
  }

  @Override
  public void require(Capability capability) {}

  @Override
  public void reserveQueue(int bytes) {}

  @Override
  public void releaseQueue(int bytes) {}

  @Override
  public Optional<Work> begin(String what, Runnable retry) {
    return WORK;
  }

  @Override
  public Optional<Work> beginCheck(String what, Runnable retry) {
    return WORK;
  }

  @Override
  public void openStream() {}

  @Override
  public void closeStream() {}

  @Override
  public void failed(String what, Throwable cause) {}
}
