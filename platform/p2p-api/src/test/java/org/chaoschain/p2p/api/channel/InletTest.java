// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InletTest {
  private final List<String> heard = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final Inlet inlet = new Inlet(failures::add);

  private final class Recorder implements DuplexHandler {
    private final String name;

    Recorder(String name) {
      this.name = name;
    }

    @Override
    public void onRead(ByteBuf data) {
      heard.add(name + data.toString(StandardCharsets.US_ASCII));
      data.release();
    }

    @Override
    public void onReadEnd() {
      heard.add(name + "end");
    }

    @Override
    public void onClosed(CloseReason reason) {
      heard.add(name + reason.kind());
    }
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  @Test
  void what_comes_while_reading_is_off_waits_in_order() {
    inlet.handler(new Recorder("a:"));
    inlet.receive(bytes("1"));
    inlet.receive(bytes("2"));
    inlet.end();
    assertThat(heard).isEmpty();
    assertThat(inlet.held()).isEqualTo(2);
    inlet.reading(true);
    assertThat(heard).containsExactly("a:1", "a:2", "a:end");
    assertThat(inlet.held()).isZero();
  }

  @Test
  void bytes_that_are_put_back_come_first_for_the_next_handler() {
    inlet.handler(
        new DuplexHandler() {
          @Override
          public void onRead(ByteBuf data) {
            inlet.reading(false);
            inlet.unread(data);
          }
        });
    inlet.reading(true);
    inlet.receive(bytes("1"));
    inlet.receive(bytes("2"));
    inlet.handler(new Recorder("b:"));
    inlet.reading(true);
    assertThat(heard).containsExactly("b:1", "b:2");
  }

  @Test
  void an_orderly_close_by_the_remote_comes_after_the_bytes_that_wait() {
    inlet.handler(new Recorder("a:"));
    inlet.receive(bytes("1"));
    inlet.close(CloseReason.REMOTE);
    assertThat(heard).isEmpty();
    inlet.reading(true);
    assertThat(heard).containsExactly("a:1", "a:REMOTE");
  }

  @Test
  void an_end_that_waits_behind_bytes_is_told_before_the_orderly_close() {
    inlet.handler(new Recorder("a:"));
    inlet.receive(bytes("1"));
    inlet.end();
    inlet.close(CloseReason.REMOTE);
    assertThat(heard).isEmpty();
    inlet.reading(true);
    assertThat(heard).containsExactly("a:1", "a:end", "a:REMOTE");
  }

  @Test
  void an_end_that_waits_is_not_told_after_a_reset() {
    inlet.handler(new Recorder("a:"));
    inlet.receive(bytes("1"));
    inlet.end();
    inlet.close(CloseReason.timeout("late"));
    inlet.reading(true);
    assertThat(heard).containsExactly("a:TIMEOUT");
  }

  @Test
  void a_reset_drops_the_bytes_that_wait_and_is_told_once() {
    inlet.handler(new Recorder("a:"));
    ByteBuf waiting = bytes("1");
    inlet.receive(waiting);
    inlet.close(CloseReason.timeout("late"));
    inlet.close(CloseReason.LOCAL);
    inlet.reading(true);
    assertThat(heard).containsExactly("a:TIMEOUT");
    assertThat(waiting.refCnt()).isZero();
  }

  @Test
  void bytes_after_the_end_are_dropped() {
    inlet.handler(new Recorder("a:"));
    inlet.reading(true);
    inlet.end();
    ByteBuf late = bytes("1");
    inlet.receive(late);
    assertThat(heard).containsExactly("a:end");
    assertThat(late.refCnt()).isZero();
  }

  @Test
  void a_handler_that_throws_is_reported() {
    IllegalStateException thrown = new IllegalStateException("no");
    inlet.handler(
        new DuplexHandler() {
          @Override
          public void onRead(ByteBuf data) {
            data.release();
            throw thrown;
          }
        });
    inlet.reading(true);
    inlet.receive(bytes("1"));
    assertThat(failures).containsExactly(thrown);
  }

  @Test
  void a_handler_may_switch_reading_off_between_two_buffers() {
    inlet.handler(
        new DuplexHandler() {
          @Override
          public void onRead(ByteBuf data) {
            heard.add(data.toString(StandardCharsets.US_ASCII));
            data.release();
            inlet.reading(false);
          }
        });
    inlet.receive(bytes("1"));
    inlet.receive(bytes("2"));
    inlet.reading(true);
    assertThat(heard).containsExactly("1");
    inlet.reading(true);
    assertThat(heard).containsExactly("1", "2");
  }
}
