// SPDX-License-Identifier: Apache-2.0
package org.example.asciimeme;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.chaoschain.api.bytes.Bytes;

/**
 * A picture, or a short film, drawn in characters. As bytes it is ASCII text:
 *
 * <pre>
 * ascii-meme/1 8x3  .oO
 * ..oooo..
 * .oOOOOo.
 * ..oooo..
 * </pre>
 *
 * The first line has the form's version, width and height, and after one more space the palette:
 * the characters that the picture may use, from light to dark. The rows follow; an empty line
 * stands between two frames. Lines end with a line feed, which the last one may leave out.
 *
 * @param width 1 to 80 characters
 * @param height 1 to 40 rows
 * @param palette 1 to 16 different printable ASCII characters, from light to dark
 * @param frames 1 to 8, each of {@code height} rows of {@code width} characters of the palette
 */
public record AsciiMeme(int width, int height, String palette, List<List<String>> frames) {
  /** The largest width. */
  public static final int MAX_WIDTH = 80;

  /** The largest height. */
  public static final int MAX_HEIGHT = 40;

  /** The most frames. */
  public static final int MAX_FRAMES = 8;

  /** The most characters of a palette. */
  public static final int MAX_PALETTE = 16;

  /** The most bytes that a body within these limits can have. */
  public static final int MAX_BYTES = 64 + MAX_FRAMES * (MAX_HEIGHT * (MAX_WIDTH + 1) + 1);

  private static final String FORM = "ascii-meme/1 ";

  /**
   * Checks all limits.
   *
   * @throws IllegalArgumentException naming what is beyond which limit, and where
   */
  public AsciiMeme {
    frames = frames.stream().map(List::copyOf).toList();
    checkRange("width", width, MAX_WIDTH);
    checkRange("height", height, MAX_HEIGHT);
    checkPalette(palette);
    checkRange("number of frames", frames.size(), MAX_FRAMES);
    for (int frame = 0; frame < frames.size(); frame++) {
      checkFrame(frame + 1, frames.get(frame), width, height, palette);
    }
  }

  /**
   * Reads a body.
   *
   * @throws IllegalArgumentException naming the line and what is wrong with it
   */
  public static AsciiMeme parse(Bytes body) {
    if (body.size() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "the body has %d bytes, at most %d are possible".formatted(body.size(), MAX_BYTES));
    }
    List<String> lines = lines(body);
    String[] head = lines.get(0).split(" ", 3);
    if (!lines.get(0).startsWith(FORM) || head.length != 3 || !head[1].matches("\\d{1,3}x\\d{1,3}")) {
      throw new IllegalArgumentException(
          "line 1 must be 'ascii-meme/1', width x height and the palette, such as 'ascii-meme/1 8x3 .oO'");
    }
    String[] size = head[1].split("x", 2);
    return new AsciiMeme(
        Integer.parseInt(size[0]), Integer.parseInt(size[1]), head[2], frames(lines));
  }

  /** The body that {@link #parse} reads. */
  public Bytes toBytes() {
    StringBuilder text = new StringBuilder();
    text.append(FORM).append(width).append('x').append(height).append(' ').append(palette);
    String separator = "\n";
    for (List<String> frame : frames) {
      text.append(separator).append(String.join("\n", frame));
      separator = "\n\n";
    }
    return Bytes.copyOf(text.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static List<String> lines(Bytes body) {
    StringBuilder text = new StringBuilder(body.size());
    for (int i = 0; i < body.size(); i++) {
      byte b = body.get(i);
      if (b != '\n' && !printable(b)) {
        throw new IllegalArgumentException(
            "byte %d is 0x%02x, which is no printable ASCII".formatted(i, b));
      }
      text.append((char) b);
    }
    String all = text.toString();
    return List.of((all.endsWith("\n") ? all.substring(0, all.length() - 1) : all).split("\n", -1));
  }

  private static List<List<String>> frames(List<String> lines) {
    List<List<String>> frames = new ArrayList<>();
    List<String> frame = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      if (line.isEmpty()) {
        frames.add(frame);
        frame = new ArrayList<>();
      } else {
        frame.add(line);
      }
    }
    frames.add(frame);
    return frames;
  }

  private static void checkFrame(
      int number, List<String> rows, int width, int height, String palette) {
    if (rows.size() != height) {
      throw new IllegalArgumentException(
          "frame %d has %d rows and not %d".formatted(number, rows.size(), height));
    }
    for (int y = 0; y < height; y++) {
      String row = rows.get(y);
      if (row.length() != width) {
        throw new IllegalArgumentException(
            "row %d of frame %d has %d characters and not %d"
                .formatted(y + 1, number, row.length(), width));
      }
      for (int x = 0; x < width; x++) {
        if (palette.indexOf(row.charAt(x)) < 0) {
          throw new IllegalArgumentException(
              "character %d of row %d of frame %d is '%s', which is not in the palette '%s'"
                  .formatted(x + 1, y + 1, number, row.charAt(x), palette));
        }
      }
    }
  }

  private static void checkPalette(String palette) {
    checkRange("number of characters in the palette", palette.length(), MAX_PALETTE);
    Set<Integer> seen = new HashSet<>();
    palette
        .chars()
        .forEach(
            c -> {
              if (!printable(c)) {
                throw new IllegalArgumentException(
                    "the palette has 0x%02x, which is no printable ASCII".formatted(c));
              }
              if (!seen.add(c)) {
                throw new IllegalArgumentException("the palette has '%c' twice".formatted(c));
              }
            });
  }

  private static void checkRange(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "the %s is %d; it must be 1 to %d".formatted(what, value, most));
    }
  }

  private static boolean printable(int c) {
    return c >= 0x20 && c <= 0x7e;
  }
}
