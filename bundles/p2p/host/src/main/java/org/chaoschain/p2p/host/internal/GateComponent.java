// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.p2p.api.host.ConnectionGater;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.host.core.gate.Gate;
import org.chaoschain.p2p.host.core.gate.GateRule;
import org.chaoschain.p2p.host.core.gate.GateRule.Subject;
import org.chaoschain.p2p.host.core.gate.GateRules;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The operator's gate: rules of the configuration and of the control command. Rules that cannot be
 * read back shut it: nobody is let in by mistake.
 */
@Component(
    service = {ConnectionGater.class, GateComponent.class},
    configurationPid = "org.chaoschain.p2p.host.gate")
@Designate(ocd = GateComponent.Settings.class)
public final class GateComponent implements ConnectionGater {
  /** The settings of the gate. */
  @ObjectClassDefinition(
      name = "Gate",
      description = "Peers and address ranges that connections are had with")
  public @interface Settings {
    /** Whom to deny. */
    @AttributeDefinition(
        description =
            "Peer ids and address ranges that are denied, separated by commas; * denies all peers that no rule names",
        required = false)
    String[] deny() default {};

    /** Whom to allow. */
    @AttributeDefinition(
        description =
            "Peer ids and address ranges that are allowed though a wider rule denies them, separated by commas",
        required = false)
    String[] allow() default {};

    /** The limit of rules. */
    @AttributeDefinition(min = "0", max = "4096", description = "Rules by command")
    int max_rules() default 1024;
  }

  private final Gate gate;
  private final GateFile file;
  private final Events events;
  private final Limit maxRules;

  /** Made by Declarative Services. */
  @Activate
  public GateComponent(
      @Reference Node node,
      @Reference Metrics metrics,
      @Reference Events events,
      Settings settings) {
    this.events = events;
    this.file = new GateFile(node.directory("gate"));
    this.maxRules = metrics.limit("p2p.host.gate.max.rules", settings.max_rules(), "rules");
    List<GateRule> configured = new ArrayList<>();
    add(configured, settings.deny(), false);
    add(configured, settings.allow(), true);
    this.gate = new Gate(configured);
    try {
      gate.commanded(file.read());
    } catch (IOException e) {
      String message =
          "no connections: the gate's rules cannot be read: "
              + e.getMessage()
              + "; repair or delete the file, then start the node again";
      gate.shut(message);
      events.publish(
          new Event(
              Event.Category.SECURITY,
              Event.Severity.CRITICAL,
              "p2p.gate.unreadable",
              message,
              Map.of("file", file.path().toString())));
    }
  }

  private static void add(List<GateRule> rules, String[] subjects, boolean allow) {
    for (String subject : subjects) {
      if (!subject.isBlank()) {
        rules.add(new GateRule(allow, Subject.parse(subject.strip()), "configuration"));
      }
    }
  }

  /** The rules in force. */
  GateRules rules() {
    return gate.rules();
  }

  /** Whether a rule is one of the control command. */
  boolean commanded(Subject subject) {
    return gate.commanded().about(subject).isPresent();
  }

  /** Why everything is refused; empty if it is not. */
  Optional<String> shut() {
    return gate.shut();
  }

  /**
   * Adds a rule; it is on the disk and in force when this returns.
   *
   * @throws LimitExceededException if there are too many
   * @throws IOException if it cannot be kept; then nothing has changed
   */
  synchronized void add(GateRule rule) throws LimitExceededException, IOException {
    GateRules next = gate.commanded().with(rule);
    maxRules.check("the gate", next.size());
    keep(next);
    audit("p2p.gate." + (rule.allow() ? "allowed" : "denied"), rule.subject(), rule.reason());
  }

  /**
   * Removes the control command's rule about a subject.
   *
   * @return whether there was one
   */
  synchronized boolean remove(Subject subject) throws IOException {
    if (!commanded(subject)) {
      return false;
    }
    keep(gate.commanded().without(subject));
    audit("p2p.gate.removed", subject, "");
    return true;
  }

  private void keep(GateRules rules) throws IOException {
    if (gate.shut().isPresent()) {
      throw new IOException(gate.shut().get());
    }
    file.write(rules);
    gate.commanded(rules);
  }

  private void audit(String type, Subject subject, String reason) {
    events.publish(
        new Event(
            Event.Category.AUDIT,
            Event.Severity.INFO,
            type,
            "The gate's rule about " + subject + " was changed by command",
            Map.of("subject", subject.toString(), "reason", reason)));
  }

  @Override
  public Optional<Refusal> onDial(PeerId peer) {
    return gate.onDial(peer);
  }

  @Override
  public Optional<Refusal> onDial(PeerId peer, Multiaddr address) {
    return gate.onDial(peer, address);
  }

  @Override
  public Optional<Refusal> onAccept(Multiaddr local, Multiaddr remote) {
    return gate.onAccept(local, remote);
  }

  @Override
  public Optional<Refusal> onSecured(boolean initiator, PeerId peer, Multiaddr remote) {
    return gate.onSecured(initiator, peer, remote);
  }
}
