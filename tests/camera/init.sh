#!/bin/busybox sh
# The first process of the guest: loads the camera modules, takes the host's files as its own,
# read-only, and runs the driver in them. Values come with the initial file system.
bb=/bin/busybox
$bb mount -t proc proc /proc
$bb mount -t sysfs sysfs /sys
$bb mount -t devtmpfs dev /dev
. /settings
for name in $($bb cat /order); do
    $bb insmod /modules/$name.ko || echo "The module $name cannot be loaded."
done
plug() { # numbers of the two loopback cameras
    $bb insmod /modules/v4l2loopback.ko devices=2 video_nr=$1,$2 exclusive_caps=1,1 \
        "card_label=\"Desk camera,Door camera\""
    $bb chown $uid /dev/video*
    $bb chmod 666 /dev/video*
}
$bb insmod /modules/vivid.ko n_devs=1 node_types=0x1 num_inputs=1 input_types=0 vid_cap_nr=8
plug 0 1
$bb mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=262144,cache=loose host /root ||
    echo "The host's files cannot be mounted."
$bb mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 out "/root$out"
$bb mount --bind /dev /root/dev
$bb mount -t proc proc /root/proc
$bb mount -t sysfs sysfs /root/sys
$bb mount -t tmpfs -o mode=1777 tmp /root/tmp
$bb mount -t tmpfs -o mode=755 run /root/run
$bb ip link set lo up 2>/dev/null || $bb ifconfig lo 127.0.0.1 up
$bb mkfifo -m 666 /root/tmp/orders
# An account without any right beyond its own: to root nothing is forbidden.
$bb chroot /root /usr/bin/env -i PATH=/usr/bin:/bin HOME=/tmp/home LANG=C.UTF-8 \
    QT_QPA_PLATFORM=offscreen PYTHONDONTWRITEBYTECODE=1 OUT="$out" CLIPS="$clips" ONLY="$only" \
    setpriv --reuid=$uid --clear-groups --inh-caps=-all --bounding-set=-all \
    sh -c "cd '$repo' && exec '$python' -m tests.camera.driver" >"/root$out/driver.log" 2>&1 &
driver=$!
# What only root may do, asked for by the driver: cameras get other numbers.
(
    while read -r order first second; do
        [ "$order" = replug ] || continue
        # Whoever looks for cameras opens them for a moment.
        until $bb rmmod v4l2loopback 2>/dev/null; do $bb sleep 0.1; done
        plug $first $second
    done
) <>/root/tmp/orders &
wait $driver
echo "The driver ended with status $?."
$bb sync
$bb poweroff -f
