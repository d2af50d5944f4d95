// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.memory.core;

/**
 * One direction of one connection: decides when its bytes arrive and in which pieces. It cannot
 * reorder or lose single pieces; a whole connection is lost by {@link MemoryNetwork#cut}.
 */
public interface Link {
  /** Bytes arrive at once, in pieces as large as the window allows. */
  Link DIRECT =
      new Link() {
        @Override
        public int piece(int available) {
          return available;
        }

        @Override
        public void carry(int bytes, Runnable arrival) {
          arrival.run();
        }
      };

  /**
   * The size of the next piece.
   *
   * @param available the bytes that wait and fit in the window, 1 or more
   * @return 1 to {@code available}
   */
  int piece(int available);

  /**
   * Carries one piece, or a signal of the connection.
   *
   * @param bytes the size of the piece; 0 for a signal
   * @param arrival to be run when it arrives: once, after those of all earlier calls, on any thread
   */
  void carry(int bytes, Runnable arrival);
}
