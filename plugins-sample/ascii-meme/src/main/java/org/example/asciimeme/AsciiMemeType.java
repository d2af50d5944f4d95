// SPDX-License-Identifier: Apache-2.0
package org.example.asciimeme;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.Priority;

/**
 * Teaches a node ASCII memes. The node finds this class as a service (the {@code Service-Component}
 * line of the pom); from then on it validates and renders messages of the type, those first that
 * waited for it.
 */
public final class AsciiMemeType implements MessageType {
  /** What senders write into the type of an {@link Extension}. */
  public static final String EXTENSION_TYPE = "ascii-meme";

  /** The version of the body's form that is understood. */
  public static final int SCHEMA_VERSION = 1;

  private final Canvas canvas;

  /** Called by the component runtime of the node. */
  public AsciiMemeType() {
    this(Canvas.valueOf(property("style").toUpperCase(java.util.Locale.ROOT)));
  }

  AsciiMemeType(Canvas canvas) {
    this.canvas = canvas;
  }

  @Override
  public String name() {
    return "extension/" + EXTENSION_TYPE;
  }

  /** The largest body, the largest fallback text, and the envelope around them. */
  @Override
  public int maxBytes() {
    return AsciiMeme.MAX_BYTES + 2048;
  }

  @Override
  public Priority priority(Message message) {
    return Priority.MEDIUM;
  }

  @Override
  public String topic() {
    return "memes";
  }

  /** A broken picture is its sender's fault; a newer form than ours is nobody's. */
  @Override
  public Optional<Rejection> validate(Message message) {
    Extension extension = message.extension().orElseThrow();
    if (extension.schemaVersion() != SCHEMA_VERSION) {
      return Optional.of(
          new Rejection(
              "schema version %d of %s is not known here, only %d; a newer plugin may know it"
                  .formatted(extension.schemaVersion(), EXTENSION_TYPE, SCHEMA_VERSION),
              false));
    }
    try {
      AsciiMeme.parse(extension.body());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(new Rejection("no ASCII meme: " + e.getMessage(), true));
    }
  }

  /** The picture in a frame, its caption below. */
  @Override
  public String render(Message message) {
    Extension extension = message.extension().orElseThrow();
    return canvas.draw(AsciiMeme.parse(extension.body()), extension.fallbackText());
  }

  private static String property(String key) {
    try (InputStream in = AsciiMemeType.class.getResourceAsStream("ascii-meme.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
