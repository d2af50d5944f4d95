// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.control.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where the socket is: {@code run/control.sock} in the data directory, or, if that path is longer
 * than the operating system allows a socket's to be, a private folder under the temporary one.
 * {@code run/control.path} names it.
 */
final class SocketPlace {
  /** What Linux and macOS both allow, with the terminating zero. */
  private static final int MAX_PATH = 103;

  private final Path socket;
  private final Path pointer;
  private final Path privateFolder;

  private SocketPlace(Path socket, Path pointer, Path privateFolder) {
    this.socket = socket;
    this.pointer = pointer;
    this.privateFolder = privateFolder;
  }

  static SocketPlace prepare(Path run) throws IOException {
    Path pointer = run.resolve("control.path");
    Path direct = run.resolve("control.sock").toAbsolutePath();
    boolean fits = direct.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH;
    Path folder =
        fits
            ? null
            : Files.createTempDirectory(
                "chaos",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path socket = fits ? direct : folder.resolve("control.sock");
    Files.deleteIfExists(socket);
    return new SocketPlace(socket, pointer, folder);
  }

  Path socket() {
    return socket;
  }

  /** The socket listens: only the owner may use it, and clients are told where it is. */
  void publish() throws IOException {
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    Path fresh = pointer.resolveSibling("control.path.new");
    Files.writeString(fresh, socket.toString());
    Files.move(
        fresh,
        pointer,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  void remove() throws IOException {
    Files.deleteIfExists(pointer);
    Files.deleteIfExists(socket);
    if (privateFolder != null) {
      Files.deleteIfExists(privateFolder);
    }
  }
}
