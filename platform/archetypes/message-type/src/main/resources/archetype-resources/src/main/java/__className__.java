package ${package};

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.SignedMessage;
import org.osgi.service.component.annotations.Component;

/**
 * Messages of the type {@code ${typeName}}: short texts in UTF-8. Give the body the form that your
 * messages need; the contract in the tests tells what a node expects of it.
 */
@Component
public final class ${className} implements MessageType {
  /** What senders write into the type of an extension. */
  public static final String TYPE = "${typeName}";

  /** The version of the body's form that is understood. */
  public static final int SCHEMA_VERSION = 1;

  /** The largest body, in bytes. */
  public static final int MAX_BODY_BYTES = 4096;

  private static final int MAX_AROUND_IT = 2048;

  /** Made by the node. */
  public ${className}() {}

  /** A message of this type, ready to be sent. */
  public static Extension of(String text) {
    Bytes body = Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    return new Extension(TYPE, SCHEMA_VERSION, body, printable(text));
  }

  @Override
  public String name() {
    return "extension/" + TYPE;
  }

  @Override
  public int maxBytes() {
    return MAX_BODY_BYTES + MAX_AROUND_IT;
  }

  /** A broken body is its sender's fault; a newer form than ours is nobody's. */
  @Override
  public Optional<Rejection> validate(Message message) {
    Extension extension = message.extension().orElseThrow();
    if (extension.schemaVersion() != SCHEMA_VERSION) {
      return Optional.of(
          new Rejection(
              "schema version %d of %s is not known here, only %d"
                  .formatted(extension.schemaVersion(), TYPE, SCHEMA_VERSION),
              false));
    }
    if (extension.body().size() > MAX_BODY_BYTES) {
      return Optional.of(
          new Rejection(
              "the body has %d bytes, and at most %d are allowed"
                  .formatted(extension.body().size(), MAX_BODY_BYTES),
              true));
    }
    Optional<String> text = text(extension.body());
    if (text.isEmpty()) {
      return Optional.of(new Rejection("the body is not UTF-8", true));
    }
    return text.get().isBlank()
        ? Optional.of(new Rejection("the body is blank", true))
        : Optional.empty();
  }

  @Override
  public String render(Message message) {
    return printable(text(message.extension().orElseThrow().body()).orElse(""));
  }

  /** A good message has arrived at this node. */
  @Override
  public void handle(SignedMessage message) {
    // Do here what your type is for.
  }

  private static Optional<String> text(Bytes body) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.toArray())).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  // Texts come from strangers: nothing in them may move the cursor of a terminal.
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cf}&&[^\\n]]", "?");
  }
}
