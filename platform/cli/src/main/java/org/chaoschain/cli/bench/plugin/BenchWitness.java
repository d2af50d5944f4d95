// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.message.SignedMessage;

/**
 * An agent that does each thing once, also if its node is killed: what it has done is a line in a
 * file with the idempotency key of the message. A message that comes again after a crash is seen by
 * its key, and is noted as such.
 */
public final class BenchWitness implements Agent {
  private final String name;
  private final FileChannel file;
  private final Set<String> done = new HashSet<>();

  /**
   * Made by Declarative Services.
   *
   * @param properties the component's; {@code bench.agent} is the agent's name
   */
  public BenchWitness(Map<String, Object> properties) {
    this.name = String.valueOf(properties.get("bench.agent"));
    try (InputStream in = BenchWitness.class.getResourceAsStream("/" + BenchLog.SETTINGS)) {
      Properties settings = new Properties();
      settings.load(in);
      Path path = Path.of(settings.getProperty("folder")).resolve("witness-" + name);
      if (Files.exists(path)) {
        Files.readAllLines(path, StandardCharsets.US_ASCII)
            .forEach(line -> done.add(line.split(" ", 2)[0]));
      }
      file =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Called when this generation goes. */
  public void deactivate() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized void onMessage(SignedMessage message) {
    BenchText text = BenchText.of(message.message()).orElse(null);
    if (text == null) {
      return;
    }
    String key = message.idempotencyKey().hex();
    String line = done.add(key) ? key + " " + text : key + " again";
    try {
      // one call: a kill leaves the whole line, or nothing
      file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
