// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.chaoschain.api.agent.AgentDirectory;
import org.chaoschain.api.agent.AgentDirectory.HostedAgent;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;

/** What a control request says, as a message's parts. */
final class Wording {
  private final ControlRequest request;
  private final Optional<AgentDirectory> agents;

  Wording(ControlRequest request, Optional<AgentDirectory> agents) {
    this.request = request;
    this.agents = agents;
  }

  /** The agent who speaks: a name or id; the only one of this node if none is named. */
  AgentId from() throws ControlException {
    Optional<String> from = request.text("from");
    List<HostedAgent> hosted = agents.map(AgentDirectory::hosted).orElse(List.of());
    if (from.isPresent()) {
      AgentId id = agent(from.get());
      if (hosted.stream().noneMatch(agent -> agent.id().equals(id))) {
        throw ControlException.notFound("this node does not host the agent " + from.get());
      }
      return id;
    }
    if (hosted.size() != 1) {
      throw ControlException.usage(
          hosted.isEmpty()
              ? "this node hosts no agent; name some in the configuration (agent.local.names) or add one with 'agents'"
              : "this node hosts %d agents; say by 'from' which one speaks"
                  .formatted(hosted.size()));
    }
    return hosted.get(0).id();
  }

  /** The agent spoken to: a did:key, or the name of an agent of this node. */
  AgentId to() throws ControlException {
    return agent(request.requireText("to"));
  }

  private AgentId agent(String text) throws ControlException {
    Optional<HostedAgent> named = agents.flatMap(directory -> directory.byName(text));
    if (named.isPresent()) {
      return named.get().id();
    }
    if (!text.startsWith("did:")) {
      throw ControlException.notFound(
          "'%s' is neither the name of an agent of this node nor an agent id (did:key:z6Mk…)"
              .formatted(text));
    }
    try {
      return AgentId.parse(text);
    } catch (IllegalArgumentException e) {
      throw ControlException.usage(e.getMessage());
    }
  }

  SendOptions options() throws ControlException {
    Optional<String> ttl = request.text("ttl");
    Duration life = SendOptions.DEFAULT.timeToLive();
    if (ttl.isPresent()) {
      try {
        life = TimeSpan.parse(ttl.get());
      } catch (IllegalArgumentException e) {
        throw ControlException.usage("'ttl': " + e.getMessage());
      }
    }
    return new SendOptions(life, request.text("reply_to"), request.flag("critical"));
  }

  /** The content, by 'type' and the fields that belong to it. */
  Content content() throws ControlException {
    String type = request.requireText("type");
    return switch (type) {
      case "status" -> new Content.Status(optional("mood"), request.requireText("text"));
      case "discussion" ->
          new Content.Discussion(
              request.requireText("topic"), request.requireText("text"), optional("reply_to"));
      case "alliance" ->
          new Content.Alliance(request.requireText("alliance"), action(), optional("terms"));
      case "announcement" ->
          new Content.Announcement(
              request.requireText("name"), optional("description"), request.texts("capabilities"));
      case "meme" -> new Content.MemeShare(hash(), optional("comment"));
      case "extension" -> new Content.Extended(extension());
      default ->
          throw ControlException.usage(
              "'type' must be status, discussion, alliance, announcement, meme or extension, not '%s'"
                  .formatted(type));
    };
  }

  /** What a broadcast carries: a meme with data, an extension, or a content for all. */
  Payload payload(AgentId from) throws ControlException {
    String type = request.requireText("type");
    if (type.equals("extension")) {
      return new Payload.Extended(extension());
    }
    boolean shares = request.text("hash").isPresent() && request.text("format").isEmpty();
    if (type.equals("meme") && !shares) {
      return meme(from);
    }
    return new Payload.AgentCommunication(from, Optional.empty(), content());
  }

  private Payload meme(AgentId from) throws ControlException {
    Bytes data = bytes("data");
    Bytes hash = data.isEmpty() ? hash() : sha256(data);
    return new Payload.Meme(
        from, request.requireText("format"), optional("caption"), hash, data, optional("address"));
  }

  private Extension extension() throws ControlException {
    return new Extension(
        request.requireText("extension"),
        Math.toIntExact(Math.min(request.number("schema", 1), Integer.MAX_VALUE)),
        bytes("body"),
        optional("fallback"));
  }

  /** A field as UTF-8 text, or in base64 under its name with {@code _base64}. */
  private Bytes bytes(String name) throws ControlException {
    Optional<String> encoded = request.text(name + "_base64");
    if (encoded.isEmpty()) {
      return Bytes.wrap(optional(name).getBytes(StandardCharsets.UTF_8));
    }
    try {
      return Bytes.wrap(Base64.getDecoder().decode(encoded.get()));
    } catch (IllegalArgumentException e) {
      throw ControlException.usage("'" + name + "_base64' is no base64: " + e.getMessage());
    }
  }

  private Bytes hash() throws ControlException {
    try {
      return Bytes.fromHex(request.requireText("hash"));
    } catch (IllegalArgumentException e) {
      throw ControlException.usage("'hash' is no hexadecimal text: " + e.getMessage());
    }
  }

  private Content.Alliance.Action action() throws ControlException {
    String action = request.requireText("action");
    try {
      return Content.Alliance.Action.valueOf(action.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw ControlException.usage(
          "'action' must be propose, accept, reject or dissolve, not '%s'".formatted(action));
    }
  }

  private String optional(String name) throws ControlException {
    return request.text(name).orElse("");
  }

  private static Bytes sha256(Bytes data) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      data.update(sha256);
      return Bytes.wrap(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
