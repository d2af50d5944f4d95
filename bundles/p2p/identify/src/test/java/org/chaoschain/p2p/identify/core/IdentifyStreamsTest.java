// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identify.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimConnection;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What identify does with the pushes of a peer, whatever comes. */
@ExtendWith(LeakCheck.class)
class IdentifyStreamsTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Simulation simulation = new Simulation();
  private final Fixture fixture = new Fixture(simulation);
  private final SimConnection connection =
      new SimConnection(simulation, fixture.remote.publicKey());

  @AfterEach
  void nothing_is_left() {
    connection.close(CloseReason.LOCAL);
    simulation.runFor(SOON);
    simulation.assertNoLeaks();
  }

  private SimConnection.Opened open(String protocol) {
    SimConnection.Opened opened = connection.openedByRemote(protocol, LinkSettings.DEFAULT);
    opened.local().executor().execute(() -> fixture.protocol.onStream(opened.local()));
    DuplexRecorder.reading(opened.remote());
    return opened;
  }

  private CloseReason end(SimConnection.Opened stream) {
    simulation.await(() -> stream.local().closeReason().isPresent(), SOON);
    return stream.local().closeReason().orElseThrow();
  }

  private static Identification told(String agent, String... protocols) {
    return new Identification(
        Optional.empty(),
        List.of(),
        List.of(protocols),
        Optional.empty(),
        "",
        agent,
        Optional.empty());
  }

  private SimConnection.Opened push(Identification told) {
    SimConnection.Opened stream = open(IdentifyProtocol.PUSH);
    told.encode().forEach(m -> stream.remote().write(FrameDecoder.encode(m)));
    stream.remote().close();
    return stream;
  }

  @Test
  void a_push_replaces_what_it_names_and_leaves_the_rest() {
    end(push(told("agent/1", "/a/1", "/b/1")));
    assertThat(fixture.protocols).containsExactly("/a/1", "/b/1");
    end(push(told("", "/c/1")));
    assertThat(fixture.protocols).containsExactly("/c/1");
    assertThat(fixture.agentVersion).isEqualTo("agent/1");
    end(push(told("agent/2")));
    assertThat(fixture.protocols).containsExactly("/c/1");
    assertThat(fixture.agentVersion).isEqualTo("agent/2");
  }

  @Test
  void the_messages_of_one_identification_are_bounded_together() {
    SimConnection.Opened stream = open(IdentifyProtocol.PUSH);
    for (int i = 0; i < 3; i++) {
      stream.remote().write(FrameDecoder.encode(new byte[30_000]));
    }
    assertThat(end(stream).message()).contains("90000").contains("p2p.identify.max.message");
    assertThat(simulation.metrics().refusals("p2p.identify.max.message")).isEqualTo(1);
  }

  @Test
  void few_streams_of_one_connection_are_read_at_once() {
    assertThat(fixture.protocol.maxInboundStreamsPerConnection()).isEqualTo(4);
  }

  @Test
  void pushes_beyond_the_allowance_are_refused_and_the_peer_is_asked_instead() {
    List<SimConnection.Opened> streams = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      streams.add(push(told("agent", "/p/" + i)));
    }
    simulation.await(() -> streams.stream().allMatch(s -> s.local().closed()), SOON);
    assertThat(simulation.metrics().count("p2p.identify.learned")).isEqualTo(16);
    assertThat(simulation.metrics().refusals("p2p.identify.max.pushes")).isEqualTo(84);
    simulation.runFor(Duration.ofSeconds(5));
    // this remote takes no streams, so that the question fails, once
    assertThat(simulation.metrics().count("p2p.identify.failed")).isEqualTo(1);
    end(push(told("agent", "/last")));
    assertThat(fixture.protocols).containsExactly("/last");
  }

  @Test
  void a_message_in_more_parts_than_allowed_is_refused_by_the_limit() {
    SimConnection.Opened stream = open(IdentifyProtocol.PUSH);
    for (int i = 0; i < 11; i++) {
      stream.remote().write(FrameDecoder.encode(new byte[0]));
    }
    CloseReason reason = end(stream);
    assertThat(reason.kind()).isEqualTo(CloseReason.Kind.LIMIT);
    assertThat(reason.message()).contains("p2p.identify.max.parts");
    assertThat(simulation.metrics().refusals("p2p.identify.max.parts")).isEqualTo(1);
  }

  @Test
  void a_message_that_is_announced_as_too_large_is_refused_before_it_is_read() {
    SimConnection.Opened stream = open(IdentifyProtocol.PUSH);
    stream.remote().write(Unpooled.wrappedBuffer(new byte[] {-1, -1, 127}));
    assertThat(end(stream).message()).contains("p2p.identify.max.message");
  }

  @Test
  void a_remote_that_stays_silent_meets_the_deadline() {
    CloseReason reason = end(open(IdentifyProtocol.PUSH));
    assertThat(reason.kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
    assertThat(reason.message()).contains("p2p.identify.timeout");
  }

  @Test
  void a_remote_that_drips_meets_the_same_deadline() {
    SimConnection.Opened stream = open(IdentifyProtocol.PUSH);
    stream.remote().write(Unpooled.wrappedBuffer(new byte[] {100}));
    for (int second = 1; second <= 60 && !stream.local().closed(); second++) {
      simulation.runFor(Duration.ofSeconds(1));
      stream.remote().write(Unpooled.wrappedBuffer(new byte[] {0}));
    }
    CloseReason reason = stream.local().closeReason().orElseThrow();
    assertThat(reason.kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
    assertThat(simulation.now()).isLessThan(SOON);
  }

  @Test
  void a_length_that_does_not_end_is_refused_after_a_few_bytes() {
    SimConnection.Opened stream = open(IdentifyProtocol.PUSH);
    byte[] endless = new byte[6];
    java.util.Arrays.fill(endless, (byte) 0x80);
    stream.remote().write(Unpooled.wrappedBuffer(endless));
    CloseReason reason = end(stream);
    assertThat(reason.kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
    assertThat(reason.message()).contains("more than 5 bytes");
  }

  @Test
  void an_end_without_or_inside_a_message_is_malformed() {
    SimConnection.Opened nothing = open(IdentifyProtocol.PUSH);
    nothing.remote().closeWrite();
    assertThat(end(nothing).kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
    SimConnection.Opened half = open(IdentifyProtocol.PUSH);
    half.remote().write(Unpooled.wrappedBuffer(new byte[] {5, 1}));
    half.remote().closeWrite();
    assertThat(end(half).kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
    assertThat(simulation.metrics().count("p2p.identify.malformed")).isEqualTo(2);
  }

  @Test
  void a_question_that_is_ended_at_once_is_answered_all_the_same() {
    SimConnection.Opened stream =
        connection.openedByRemote(IdentifyProtocol.IDENTIFY, LinkSettings.DEFAULT);
    DuplexRecorder answer = DuplexRecorder.reading(stream.remote());
    stream.remote().closeWrite();
    simulation.runUntilIdle();
    stream.local().executor().execute(() -> fixture.protocol.onStream(stream.local()));
    simulation.await(answer::closed, SOON);
    assertThat(answer.size()).isGreaterThan(50);
  }

  @Test
  void another_public_key_than_was_proved_ends_the_connection() {
    Identification lie =
        new Identification(
            Optional.of(fixture.own.publicKey().encode()),
            List.of(),
            List.of("/a/1"),
            Optional.empty(),
            "",
            "",
            Optional.empty());
    end(push(lie));
    assertThat(connection.closed()).isTrue();
    assertThat(fixture.protocols).isEmpty();
    assertThat(simulation.metrics().count("p2p.identify.wrong.key")).isEqualTo(1);
  }

  @Test
  void the_record_of_another_peer_or_a_broken_one_is_counted_and_dropped() {
    for (org.chaoschain.api.bytes.Bytes record :
        List.of(
            fixture.records.signedRecord(List.of()),
            org.chaoschain.api.bytes.Bytes.wrap(new byte[200]))) {
      end(
          push(
              new Identification(
                  Optional.empty(),
                  List.of(),
                  List.of("/a/1"),
                  Optional.empty(),
                  "",
                  "",
                  Optional.of(record))));
    }
    assertThat(simulation.metrics().count("p2p.identify.foreign.record")).isEqualTo(1);
    assertThat(simulation.metrics().count("p2p.identify.bad.record")).isEqualTo(1);
    assertThat(fixture.certified).isZero();
  }
}
