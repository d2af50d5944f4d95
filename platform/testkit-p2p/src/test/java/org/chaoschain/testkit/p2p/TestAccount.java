// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** The account of a plugin with a quota of streams. */
final class TestAccount implements PluginAccount {
  private final String plugin;
  private final Limit streams;
  private final List<Throwable> failures = new ArrayList<>();
  private int open;

  TestAccount(String plugin, int streams) {
    this.plugin = plugin;
    this.streams =
        new RecordedMetrics().limit("extension.plugins.quota.streams", streams, "streams");
  }

  static PluginAccount node() {
    return PluginAccount.NODE;
  }

  int open() {
    return open;
  }

  List<Throwable> failures() {
    return failures;
  }

  @Override
  public String plugin() {
    return plugin;
  }

  @Override
  public void require(Capability capability) {}

  @Override
  public void reserveQueue(int bytes) {}

  @Override
  public void releaseQueue(int bytes) {}

  @Override
  public Optional<Work> begin(String what, Runnable retry) {
    return Optional.empty();
  }

  @Override
  public Optional<Work> beginCheck(String what, Runnable retry) {
    return Optional.empty();
  }

  @Override
  public void openStream() throws LimitExceededException {
    streams.check("plugin " + plugin, open + 1L);
    open++;
  }

  @Override
  public void closeStream() {
    open--;
  }

  @Override
  public void failed(String what, Throwable cause) {
    failures.add(cause);
  }
}
