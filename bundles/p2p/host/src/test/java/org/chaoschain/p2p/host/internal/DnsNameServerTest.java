// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InvalidNameException;
import javax.naming.NamingException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against a name server on loopback. */
@Timeout(30)
class DnsNameServerTest {
  private static final int A = 1;
  private static final int TXT = 16;
  private static final int AAAA = 28;

  private final AtomicInteger questions = new AtomicInteger();
  private DatagramSocket socket;
  private Thread thread;
  private DnsNameServer client;

  @BeforeEach
  void start() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    thread = new Thread(this::serve, "name server");
    thread.start();
    client = new DnsNameServer("127.0.0.1:" + socket.getLocalPort(), Duration.ofMillis(100));
  }

  @AfterEach
  void stop() throws InterruptedException {
    socket.close();
    thread.join();
  }

  private void serve() {
    byte[] buffer = new byte[512];
    while (true) {
      DatagramPacket question = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(question);
        questions.incrementAndGet();
        byte[] answer = answer(Arrays.copyOf(buffer, question.getLength()));
        if (answer.length > 0) {
          socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
        }
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** RFC 1035, section 4: header, the question again, the records that belong to it. */
  private static byte[] answer(byte[] question) {
    int end = 12;
    StringBuilder name = new StringBuilder();
    while (question[end] != 0) {
      name.append(new String(question, end + 1, question[end], StandardCharsets.US_ASCII));
      name.append('.');
      end += question[end] + 1;
    }
    int type = question[end + 2];
    List<byte[]> records = records(name.toString(), type);
    if (name.toString().startsWith("silent.")) {
      return new byte[0];
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(question, 0, 2);
    boolean none = name.toString().startsWith("none.");
    out.writeBytes(new byte[] {(byte) 0x85, (byte) (none ? 0x83 : 0x80), 0, 1});
    out.writeBytes(new byte[] {0, (byte) records.size(), 0, 0, 0, 0});
    out.write(question, 12, end + 5 - 12);
    for (byte[] data : records) {
      out.writeBytes(new byte[] {(byte) 0xc0, 12, 0, (byte) type, 0, 1, 0, 0, 0, 60});
      out.writeBytes(new byte[] {0, (byte) data.length});
      out.writeBytes(data);
    }
    return out.toByteArray();
  }

  private static List<byte[]> records(String name, int type) {
    return switch (name + type) {
      case "both.test." + A -> List.of(new byte[] {(byte) 192, 0, 2, 1}, new byte[] {127, 0, 0, 1});
      case "both.test." + AAAA -> List.of(ip6());
      case "_dnsaddr.both.test." + TXT -> List.of(text("dnsaddr=/dns4/a/tcp/1"), text("a b"));
      default -> List.of();
    };
  }

  private static byte[] ip6() {
    return new byte[] {0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  }

  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    byte[] data = new byte[bytes.length + 1];
    data[0] = (byte) bytes.length;
    System.arraycopy(bytes, 0, data, 1, bytes.length);
    return data;
  }

  @Test
  void both_kinds_of_addresses_are_asked_for() throws Exception {
    assertThat(client.addresses("both.test"))
        .extracting(InetAddress::getHostAddress)
        .containsExactlyInAnyOrder("192.0.2.1", "127.0.0.1", "2001:db8:0:0:0:0:0:1");
  }

  @Test
  void texts_come_as_they_are() throws Exception {
    assertThat(client.texts("_dnsaddr.both.test"))
        .containsExactlyInAnyOrder("dnsaddr=/dns4/a/tcp/1", "a b");
  }

  @Test
  void a_name_that_does_not_exist_has_no_addresses() throws Exception {
    assertThat(client.addresses("none.test")).isEmpty();
    assertThat(client.texts("none.test")).isEmpty();
  }

  @Test
  void a_server_that_does_not_answer_is_a_failure() {
    assertThatThrownBy(() -> client.texts("silent.test")).isInstanceOf(NamingException.class);
    assertThat(questions.get()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void what_is_no_dns_name_is_never_asked_for() {
    for (String name :
        List.of(
            "ldap://127.0.0.1/x",
            "ldap:x",
            "rmi:a.test",
            "java:comp",
            "a/b",
            "a b",
            "a..b",
            ".a",
            "",
            "a\\b",
            "x".repeat(64) + ".test",
            "x.".repeat(128) + "test")) {
      assertThatThrownBy(() -> client.addresses(name))
          .describedAs(name)
          .isInstanceOf(InvalidNameException.class);
    }
    assertThat(questions).hasValue(0);
  }
}
