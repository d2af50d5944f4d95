// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OutboxTest {
  @Property(tries = 300)
  void anyPiecesGiveTheSameBytes(
      @ForAll @Size(min = 1, max = 20) byte[][] writes,
      @ForAll @IntRange(min = 1, max = 40) int piece) {
    UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    Outbox outbox = new Outbox(allocator);
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    for (byte[] write : writes) {
      outbox.add(Unpooled.copiedBuffer(write));
      written.writeBytes(write);
    }
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (outbox.size() > 0) {
      ByteBuf taken = outbox.take((int) Math.min(piece, outbox.size()));
      byte[] bytes = new byte[taken.readableBytes()];
      taken.readBytes(bytes).release();
      read.writeBytes(bytes);
    }
    assertThat(read.toByteArray()).isEqualTo(written.toByteArray());
    assertThat(allocator.metric().usedHeapMemory()).isZero();
  }
}
