package io.journeyhouse.jobs.matching;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Records as the bytes that are shuffled. */
final class FeatureCodec {
  private FeatureCodec() {}

  static byte[] encode(Features record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(record.key());
      out.writeShort(record.source());
      for (String[] values : record.values()) {
        out.writeByte(values.length);
        for (String value : values) {
          out.writeUTF(value);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Features decode(byte[] bytes, int fields) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      String key = in.readUTF();
      int source = in.readUnsignedShort();
      String[][] values = new String[fields][];
      for (int i = 0; i < fields; i++) {
        values[i] = new String[in.readUnsignedByte()];
        for (int j = 0; j < values[i].length; j++) {
          values[i][j] = in.readUTF();
        }
      }
      return new Features(key, source, values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
