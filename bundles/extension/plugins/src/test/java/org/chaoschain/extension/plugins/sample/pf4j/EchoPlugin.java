// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample.pf4j;

import org.pf4j.Plugin;
import org.pf4j.PluginWrapper;

/** Writes its life down where a test can read it: in a system property. */
public final class EchoPlugin extends Plugin {
  public static final String DIARY = "echo.plugin.diary";

  private final String id;

  public EchoPlugin(PluginWrapper wrapper) {
    id = wrapper.getPluginId();
  }

  @Override
  public void start() {
    write("start");
  }

  @Override
  public void stop() {
    write("stop");
  }

  private void write(String word) {
    System.setProperty(DIARY, System.getProperty(DIARY, "") + word + " " + id + " ");
  }
}
