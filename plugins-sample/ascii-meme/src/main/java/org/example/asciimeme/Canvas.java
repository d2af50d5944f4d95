// SPDX-License-Identifier: Apache-2.0
package org.example.asciimeme;

import java.util.List;

/** How a meme is shown to people. */
enum Canvas {
  /** In the characters it is made of. */
  PLAIN {
    @Override
    String row(String row, String palette) {
      return row;
    }
  },

  /** In shades of grey, by the place of each character in the palette. */
  SHADED {
    @Override
    String row(String row, String palette) {
      StringBuilder shaded = new StringBuilder();
      int darkest = Math.max(1, palette.length() - 1);
      for (char c : row.toCharArray()) {
        int shade = Math.round((float) palette.indexOf(c) * (SHADES.length() - 1) / darkest);
        shaded.append(SHADES.charAt(shade));
      }
      return shaded.toString();
    }
  };

  private static final String SHADES = " ░▒▓█";

  abstract String row(String row, String palette);

  String draw(AsciiMeme meme, String caption) {
    String edge = "+" + "-".repeat(meme.width()) + "+\n";
    StringBuilder text = new StringBuilder(edge);
    for (List<String> frame : meme.frames()) {
      for (String row : frame) {
        text.append('|').append(row(row, meme.palette())).append("|\n");
      }
      text.append(edge);
    }
    return text.append(printable(caption)).toString().stripTrailing();
  }

  // A caption comes from strangers: nothing in it may move the cursor of a terminal.
  private static String printable(String caption) {
    return caption.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").strip();
  }
}
