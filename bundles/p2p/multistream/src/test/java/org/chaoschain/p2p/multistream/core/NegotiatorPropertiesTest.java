// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.multistream.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.RecordedMetrics;

class NegotiatorPropertiesTest {
  private static final String HEADER = "\u0013/multistream/1.0.0\n";
  private static final byte[] TO_LISTENER =
      bytes(HEADER + "\u0003ls\n\u0005/old\n\u0011/ipfs/ping/1.0.0\nthe next protocol");
  private static final byte[] TO_DIALER =
      bytes(HEADER + "\u0003na\n\u0011/ipfs/ping/1.0.0\nthe next protocol");

  private final RecordedMetrics metrics = new RecordedMetrics();

  @AfterContainer
  static void nothingLeaks() {
    assertThat(LeakCheck.found()).isEmpty();
  }

  @Property(tries = 500)
  void anyCutOfTheBytesGivesTheListenerTheSameResult(
      @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 40) Integer> cuts) {
    assertThat(run(this::listener, TO_LISTENER, cuts))
        .isEqualTo(run(this::listener, TO_LISTENER, List.of()))
        .satisfies(r -> assertThat(r.left()).isEqualTo("the next protocol"));
  }

  @Property(tries = 500)
  void anyCutOfTheBytesGivesTheDialerTheSameResult(
      @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 40) Integer> cuts) {
    assertThat(run(this::dialer, TO_DIALER, cuts))
        .isEqualTo(run(this::dialer, TO_DIALER, List.of()))
        .satisfies(r -> assertThat(r.agreed()).contains("/ipfs/ping/1.0.0"));
  }

  @Property(tries = 1000)
  void arbitraryBytesNeverDoMoreThanFail(@ForAll @Size(max = 200) byte[] noise) {
    run(this::listener, noise, List.of());
    run(this::dialer, concat(bytes(HEADER), noise), List.of());
  }

  @Example
  void aCorpusOfMalformedBytesIsRefusedOrHarmless() {
    assertThat(corpus(TO_LISTENER)).hasSizeGreaterThan(1000);
    assertThat(corpus(TO_DIALER)).hasSizeGreaterThan(1000);
    for (byte[] bad : corpus(TO_LISTENER)) {
      Result whole = run(this::listener, bad, List.of());
      assertThat(run(this::listener, bad, List.of(1, 2, 3, 5, 8, 13))).isEqualTo(whole);
      assertThat(whole.agreed().orElse("/ipfs/ping/1.0.0")).isEqualTo("/ipfs/ping/1.0.0");
    }
    for (byte[] bad : corpus(TO_DIALER)) {
      Result whole = run(this::dialer, bad, List.of());
      assertThat(run(this::dialer, bad, List.of(1, 2, 3, 5, 8, 13))).isEqualTo(whole);
      assertThat(whole.agreed().orElse("/ipfs/ping/1.0.0")).isIn("/ipfs/ping/1.0.0", "/first");
    }
  }

  @Example
  void numbersBeyondTheLimitAreRefusedBeforeAnythingIsAllocated() {
    for (String length :
        List.of(
            "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u0001",
            "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f",
            "\u00ff\u00ff\u00ff\u00ff\u000f",
            "\u00ff\u00ff\u00ff\u00ff\u0007",
            "\u0081\u0008")) {
      Result result = run(this::listener, bytes(HEADER + length), List.of());
      assertThat(result.failure()).contains("is above the limit of 1024");
    }
  }

  /**
   * Truncated, with each bit flipped, with parts left out, doubled, swapped, and inflated lengths.
   */
  private static List<byte[]> corpus(byte[] good) {
    List<byte[]> corpus = new ArrayList<>();
    for (int i = 0; i < good.length; i++) {
      corpus.add(Arrays.copyOf(good, i));
      corpus.add(Arrays.copyOfRange(good, i, good.length));
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = good.clone();
        flipped[i] ^= (byte) (1 << bit);
        corpus.add(flipped);
      }
      for (int other : new int[] {0x00, 0x0a, 0x20, 0x7f, 0x80, 0xff}) {
        byte[] replaced = good.clone();
        replaced[i] = (byte) other;
        corpus.add(replaced);
      }
      byte[] front = Arrays.copyOf(good, i);
      byte[] back = Arrays.copyOfRange(good, i, good.length);
      corpus.add(concat(back, front));
      corpus.add(concat(concat(front, bytes("\u00ff\u00ff\u00ff\u00ff\u00ff\u007f")), back));
      corpus.add(concat(concat(front, new byte[] {0}), back));
      corpus.add(concat(concat(front, front), back));
    }
    return corpus;
  }

  private Listener listener() {
    return new Listener(() -> Set.of("/ipfs/ping/1.0.0"), NegotiationLimits.defaults(metrics));
  }

  private Dialer dialer() {
    return new Dialer(List.of("/first", "/ipfs/ping/1.0.0"), NegotiationLimits.defaults(metrics));
  }

  private record Result(Optional<String> agreed, String failure, String sent, String left) {}

  private static Result run(
      Supplier<? extends Negotiator> negotiators, byte[] input, List<Integer> cuts) {
    Negotiator negotiator = negotiators.get();
    ByteBuf sent = Unpooled.buffer();
    ByteArrayOutputStream left = new ByteArrayOutputStream();
    Optional<String> agreed = Optional.empty();
    String failure = "";
    int at = 0;
    for (int piece = 0; at < input.length; piece++) {
      int size = piece < cuts.size() ? cuts.get(piece) : input.length;
      ByteBuf in = Unpooled.wrappedBuffer(input, at, Math.min(size, input.length - at));
      at += in.readableBytes();
      if (agreed.isPresent()) {
        left.writeBytes(bytesOf(in));
        continue;
      }
      try {
        agreed =
            negotiator.receive(
                in,
                data -> {
                  sent.writeBytes(data);
                  data.release();
                  assertThat(data.refCnt()).isZero();
                });
        left.writeBytes(bytesOf(in));
      } catch (NegotiationException e) {
        failure = e.getMessage();
        break;
      }
    }
    return new Result(
        agreed,
        failure,
        sent.toString(StandardCharsets.ISO_8859_1),
        left.toString(StandardCharsets.ISO_8859_1));
  }

  private static byte[] bytesOf(ByteBuf data) {
    byte[] bytes = new byte[data.readableBytes()];
    data.readBytes(bytes);
    return bytes;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }
}
