// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.transport.Listener;
import org.chaoschain.p2p.api.transport.Transport;
import org.chaoschain.p2p.api.transport.TransportConnection;
import org.chaoschain.p2p.api.transport.TransportException;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Transport} does. An implementation runs it by one subclass that says how to
 * make the transport. All connections are of the transport to itself.
 */
public abstract class TransportContract extends DuplexContract {
  private static final Multiaddr SOME_PEER =
      Multiaddr.parse("/p2p/12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA");
  private static final int MANY = 100;

  /** For the subclass. */
  protected TransportContract() {}

  @Test
  void itHasAName() {
    assertTrue(transport().name().matches("[a-z][a-z0-9-]*"), transport()::name);
  }

  @Test
  void bothEndsKnowBothAddresses() {
    Accepting accepting = listen(transport());
    Multiaddr address = accepting.listener().address();
    TransportConnection dialled = await().result(transport().dial(address), "dialling");
    TransportConnection accepted = accepting.only(await());
    assertEquals(address, dialled.remoteAddress());
    assertEquals(address, accepted.localAddress());
    assertEquals(dialled.localAddress(), accepted.remoteAddress());
  }

  @Test
  void aFreePortIsAnotherOneEachTimeAndCanBeDialled() {
    Multiaddr first = listen(transport()).listener().address();
    Multiaddr second = listen(transport()).listener().address();
    assertNotEquals(first, second);
    assertNotEquals(freeAddress(), first);
    assertTrue(transport().supports(first));
    await().result(transport().dial(second), "dialling");
  }

  @Test
  void anAddressMayEndInAPeer() {
    Accepting accepting = listen(transport());
    Multiaddr address = accepting.listener().address();
    Multiaddr withPeer = address.concat(SOME_PEER);
    assertTrue(transport().supports(withPeer));
    TransportConnection dialled = await().result(transport().dial(withPeer), "dialling");
    assertEquals(address, dialled.remoteAddress());
  }

  @Test
  void anUnsupportedAddressIsRefused() {
    Multiaddr address = unsupportedAddress();
    assertFalse(transport().supports(address));
    assertFalse(transport().supports(Multiaddr.EMPTY));
    assertRefused(transport().dial(address), address);
    assertRefused(transport().listen(address, any -> {}), address);
  }

  @Test
  void aDialIsRefusedWhereNobodyListens() {
    assertRefused(transport().dial(refusingAddress()), refusingAddress());
  }

  @Test
  void aDialWithoutAnAnswerEndsAtItsDeadline() {
    Multiaddr silent = silentAddress();
    Throwable failure = assertRefused(transport().dial(silent), silent);
    String key = "transport.%s.dial.timeout".formatted(transport().name());
    assertTrue(failure.getMessage().contains(key), failure::getMessage);
  }

  @Test
  void anAddressInUseIsRefusedAndFreeAfterTheClose() {
    Listener first = listen(transport()).listener();
    Multiaddr address = first.address();
    assertRefused(transport().listen(address, any -> {}), address);
    await().result(first.close(), "closing");
    await().result(first.close(), "closing twice");
    assertRefused(transport().dial(address), address);
    Listener second = await().result(transport().listen(address, any -> {}), "listening again");
    assertEquals(address, second.address());
    await().result(transport().dial(address), "dialling");
  }

  @Test
  void connectionsOutliveTheirListener() {
    Accepting accepting = listen(transport());
    TransportConnection dialled =
        await().result(transport().dial(accepting.listener().address()), "dialling");
    DuplexRecorder acceptor = DuplexRecorder.reading(accepting.only(await()));
    await().result(accepting.listener().close(), "closing");
    dialled.write(buffer(new byte[] {42}));
    awaitSize(acceptor, 1);
    assertFalse(acceptor.closed());
  }

  @Test
  void theNextTransportHasTheVeryAddressAtOnceWhileConnectionsGoOn() {
    Accepting accepting = listen(transport());
    Multiaddr address = accepting.listener().address();
    TransportConnection dialled = await().result(transport().dial(address), "dialling");
    TransportConnection accepted = accepting.only(await());
    DuplexRecorder there = DuplexRecorder.reading(accepted);
    DuplexRecorder back = DuplexRecorder.reading(dialled);
    dialled.write(buffer(pattern(5_000, 21)));
    Transport next = newTransport();
    await().result(accepting.listener().close(), "closing");
    List<TransportConnection> fresh = new CopyOnWriteArrayList<>();
    Listener second = await().result(next.listen(address, fresh::add), "the next one listens");
    assertEquals(address, second.address());
    dialled.write(buffer(pattern(5_000, 22)));
    accepted.write(buffer(pattern(5_000, 23)));
    awaitSize(there, 10_000);
    awaitSize(back, 5_000);
    DuplexRecorder.reading(await().result(next.dial(address), "dialling"));
    await().until(() -> fresh.size() == 1, "the next one accepts");
    assertEquals(1, accepting.accepted().size());
    assertFalse(there.closed() || back.closed());
  }

  @Test
  void theAcceptorIsCalledInsideTheConnectionsExecutor() {
    CompletableFuture<Boolean> inside = new CompletableFuture<>();
    Listener listener =
        await()
            .result(
                transport()
                    .listen(
                        freeAddress(),
                        accepted -> inside.complete(accepted.executor().inExecutor())),
                "listening");
    await().result(transport().dial(listener.address()), "dialling");
    assertTrue(await().result(inside, "accepting"));
  }

  @Test
  void anAcceptorThatThrowsEndsThatConnectionAlone() {
    List<TransportConnection> accepted = new CopyOnWriteArrayList<>();
    Listener listener =
        await()
            .result(
                transport()
                    .listen(
                        freeAddress(),
                        connection -> {
                          accepted.add(connection);
                          if (accepted.size() == 1) {
                            throw new IllegalStateException("broken acceptor");
                          }
                        }),
                "listening");
    awaitRefusal(transport().dial(listener.address()));
    DuplexRecorder second =
        DuplexRecorder.reading(await().result(transport().dial(listener.address()), "dialling"));
    letARoundTripPass();
    assertFalse(second.closed());
  }

  @Test
  void inboundConnectionsBeyondTheLimitAreEndedAndCounted() {
    Transport limited = limitedTransport();
    Accepting accepting = listen(limited);
    Multiaddr address = accepting.listener().address();
    List<DuplexRecorder> open = new ArrayList<>();
    for (int i = 1; i <= FEW; i++) {
      open.add(DuplexRecorder.reading(await().result(transport().dial(address), "dialling")));
      int expected = i;
      await().until(() -> accepting.accepted().size() == expected, "it is accepted");
    }
    awaitRefusal(transport().dial(address));
    String key = "transport.%s.max.connections".formatted(transport().name());
    await().until(() -> metrics().refusals(key) == 1, "the refusal is counted");
    assertTrue(open.stream().noneMatch(DuplexRecorder::closed));
    assertEquals(FEW, accepting.accepted().size());

    accepting.accepted().get(0).reset(CloseReason.LOCAL);
    awaitClosed(open.get(0));
    DuplexRecorder next =
        DuplexRecorder.reading(await().result(transport().dial(address), "dialling"));
    await().until(() -> accepting.accepted().size() == FEW + 1, "a place is free again");
    assertFalse(next.closed());
  }

  /** The dial fails, or gives a connection that the remote ends. */
  private void awaitRefusal(CompletionStage<TransportConnection> dial) {
    CompletableFuture<TransportConnection> dialled = dial.toCompletableFuture();
    await().until(dialled::isDone, "dialling");
    if (dialled.isCompletedExceptionally()) {
      return;
    }
    DuplexRecorder recorder = DuplexRecorder.reading(dialled.join());
    await().until(() -> recorder.ended() || recorder.closed(), "the end by the remote");
    dialled.join().close();
  }

  @Test
  void manyConnectionsWorkSideBySide() {
    Listener listener = await().result(transport().listen(freeAddress(), this::echo), "listening");
    List<TransportConnection> dialled = new ArrayList<>();
    List<DuplexRecorder> recorders = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      TransportConnection connection =
          await().result(transport().dial(listener.address()), "dialling");
      dialled.add(connection);
      recorders.add(DuplexRecorder.reading(connection));
    }
    for (int i = 0; i < MANY; i++) {
      writeAll(dialled.get(i), pattern(20_000, i));
      dialled.get(i).closeWrite();
    }
    for (int i = 0; i < MANY; i++) {
      await().until(recorders.get(i)::ended, "the echo");
      assertArrayEquals(pattern(20_000, i), recorders.get(i).bytes());
      awaitClosed(recorders.get(i));
    }
  }

  private void echo(TransportConnection connection) {
    connection.handler(
        new DuplexHandler() {
          @Override
          public void onRead(ByteBuf data) {
            if (!connection.write(data)) {
              connection.reading(false);
            }
          }

          @Override
          public void onWritable() {
            connection.reading(true);
          }

          @Override
          public void onReadEnd() {
            connection.closeWrite();
          }
        });
    connection.reading(true);
  }

  private Throwable assertRefused(CompletionStage<?> stage, Multiaddr address) {
    Throwable failure = await().failure(stage, "a refusal");
    assertInstanceOf(TransportException.class, failure);
    assertTrue(failure.getMessage().contains(address.toString()), failure::getMessage);
    return failure;
  }
}
