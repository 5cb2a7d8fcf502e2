package dev.candor.mechanism.money;

import java.math.BigInteger;

/** An amount of any size. */
final class BigAmount extends Amount {
    private final BigInteger units;
    private final BigInteger remainder;
    private final BigInteger divisor;
    private final int halvings;

    BigAmount(BigInteger units, BigInteger remainder, BigInteger divisor, int halvings) {
        this.units = units;
        this.remainder = remainder;
        this.divisor = divisor;
        this.halvings = halvings;
    }

    @Override
    public BigInteger floor() {
        return units;
    }

    @Override
    public BigInteger halfEven() {
        int half = remainder.shiftLeft(1).compareTo(divisor.shiftLeft(halvings));
        boolean up = half > 0 || (half == 0 && units.testBit(0));
        return up ? units.add(BigInteger.ONE) : units;
    }

    @Override
    public boolean isWhole() {
        return remainder.signum() == 0;
    }

    @Override
    public byte[] remainderKey() {
        if (isWhole()) {
            return NOTHING;
        }
        int length = remainder.bitLength();
        byte[] bits = remainder.shiftLeft((8 - length % 8) % 8).toByteArray();
        int from = bits[0] == 0 ? 1 : 0;
        int to = bits.length;
        while (bits[to - 1] == 0) {
            to--;
        }
        int exponent = length - halvings + EXPONENT_BIAS;
        byte[] key = new byte[2 + to - from];
        key[0] = (byte) (exponent >>> 8);
        key[1] = (byte) exponent;
        System.arraycopy(bits, from, key, 2, to - from);
        return key;
    }

    @Override
    public long remainderHead() {
        return word(remainderKey(), 0);
    }
}
