package io.journeyhouse.jobs.matching;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Records as the bytes that are shuffled. */
final class FeatureCodec {
  private FeatureCodec() {}

  static byte[] encode(Features record) {
    byte[] key = utf8(record.key());
    byte[][][] texts = new byte[record.values().length][][];
    int length = Integer.BYTES + key.length + Short.BYTES;
    for (int f = 0; f < texts.length; f++) {
      String[] values = record.values()[f];
      texts[f] = new byte[values.length][];
      length++;
      for (int i = 0; i < values.length; i++) {
        texts[f][i] = utf8(values[i]);
        length += Integer.BYTES + texts[f][i].length;
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(length);
    put(bytes, key);
    bytes.putShort((short) record.source());
    for (byte[][] values : texts) {
      bytes.put((byte) values.length);
      for (byte[] value : values) {
        put(bytes, value);
      }
    }
    return bytes.array();
  }

  static Features decode(byte[] bytes, int fields) {
    return decode(ByteBuffer.wrap(bytes), fields);
  }

  /** The record that the rest of the bytes is. */
  static Features decode(ByteBuffer bytes, int fields) {
    String key = text(bytes);
    int source = Short.toUnsignedInt(bytes.getShort());
    String[][] values = new String[fields][];
    for (int f = 0; f < fields; f++) {
      values[f] = new String[Byte.toUnsignedInt(bytes.get())];
      for (int i = 0; i < values[f].length; i++) {
        values[f][i] = text(bytes);
      }
    }
    return new Features(key, source, values);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ByteBuffer bytes, byte[] text) {
    bytes.putInt(text.length);
    bytes.put(text);
  }

  private static String text(ByteBuffer bytes) {
    int length = bytes.getInt();
    String text = new String(bytes.array(), bytes.position(), length, StandardCharsets.UTF_8);
    bytes.position(bytes.position() + length);
    return text;
  }
}
